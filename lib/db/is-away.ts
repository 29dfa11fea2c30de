/** Kinds of the driver adapter, and codes of Prisma, for a server that is not there, not ready, or gone in the middle. */
const AWAY = new Set([
  "DatabaseNotReachable",
  "ConnectionClosed",
  "SocketTimeout",
  "P1001",
  "P1002",
  "P1008",
  "P1017",
]);
/** SQLSTATE classes: connection exceptions, and a server that shuts down or starts up. */
const AWAY_STATE = /^(08...|57P0[123])$/;
const CAUSES_FOLLOWED = 5;

interface Failure {
  code?: unknown;
  kind?: unknown;
  originalCode?: unknown;
  message?: unknown;
  cause?: unknown;
  meta?: { driverAdapterError?: unknown };
}

/** Whether a call failed because the database could not be reached: the same call may succeed once it is back. */
export function isDatabaseAway(error: unknown): boolean {
  let open = [error];
  for (let level = 0; level < CAUSES_FOLLOWED && open.length > 0; level++) {
    const failures = open.filter((one): one is Failure => typeof one === "object" && one !== null);
    if (failures.some(saysAway)) return true;
    open = failures.flatMap(({ cause, meta }) => [cause, meta?.driverAdapterError]);
  }
  return false;
}

function saysAway({ code, kind, originalCode, message }: Failure): boolean {
  const said = [code, kind, originalCode].filter((one) => typeof one === "string");
  if (said.some((one) => AWAY.has(one) || AWAY_STATE.test(one))) return true;
  // node-postgres gives a connection that broke no code.
  return typeof message === "string" && message.startsWith("Connection terminated");
}
