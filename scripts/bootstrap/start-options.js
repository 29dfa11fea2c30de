/** What `npm start` and `npm run demo` take. */
export const USAGE = `Usage: npm start            the product: portal, worker, gateway and an embedded PostgreSQL
       npm run demo         the same, with a retail company in it
       npm start -- --help  this

It takes no other options: settings are environment variables, such as

  PORTAL_PORT          the portal, 3000 unless told
  GATEWAY_PORT         the gateway's traffic, 8080 unless told
  GATEWAY_ADMIN_PORT   the gateway's health and metrics, 8081 unless told
  HOST                 the address that is listened on, 127.0.0.1 unless told
  DATA_DIR             database, secrets, logs and snapshots, ./.understudy unless told
  DATABASE_URL         a PostgreSQL of your own instead of the embedded one
  STORE_URL            the shared store: postgres://… or etcd://…, the database unless told

docs/operations.md lists all of them. Ctrl-C ends it.`;

/**
 * What was asked for on the command line.
 * @type {(options: string[]) => { run: "product" | "demo" | "help" } | { unknown: string }}
 */
export function startOptions(options) {
  if (options.some((option) => option === "--help" || option === "-h")) return { run: "help" };
  const unknown = options.find((option) => option !== "--demo");
  if (unknown !== undefined) return { unknown };
  return { run: options.length > 0 ? "demo" : "product" };
}
