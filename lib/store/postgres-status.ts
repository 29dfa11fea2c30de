import type { StatusListener } from "./port.ts";
import type { Query } from "./postgres-listener.ts";
import type { LookReason, Subscriber, Subscription } from "./postgres-wakeups.ts";
import { type NodeStatus, parseStatus } from "./schema.ts";

const LIVE = `
  SELECT node, value, (extract(epoch FROM expires_at - now()) * 1000)::float8 AS left_ms
  FROM store.status WHERE environment = $1 AND expires_at > now()`;

/** Rows of nodes that never came back; their watchers were told long ago. */
const CLEAN_UP = "DELETE FROM store.status WHERE environment = $1 AND expires_at < now() - interval '1 hour'";

/** The longest delay a timer takes. */
const TIMER_MAX_MS = 2_147_483_647;

interface LiveRow {
  node: string;
  value: string;
  left_ms: number;
}

export async function liveStatuses(query: Query, environment: string): Promise<NodeStatus[]> {
  return statusesOf(await query<LiveRow>(LIVE, [environment]));
}

/** Follows the nodes' words. A lease that runs out sends nothing, so the watcher looks again when the next one is due. */
export function statusSubscriber(
  environment: string,
  listener: StatusListener,
): { subscriber: Subscriber; follow(subscription: Subscription): void; close(): void } {
  let known: Map<string, string> | undefined;
  let due: NodeJS.Timeout | undefined;
  let subscription: Subscription | undefined;

  const tell = (rows: LiveRow[]): void => {
    const before = known;
    known = new Map(rows.map((row) => [row.node, row.value]));
    if (!before) {
      listener.event({ kind: "snapshot", statuses: statusesOf(rows) });
      return;
    }
    for (const status of statusesOf(rows.filter((row) => before.get(row.node) !== row.value))) {
      listener.event({ kind: "put", status });
    }
    for (const node of before.keys()) if (!known.has(node)) listener.event({ kind: "gone", node });
  };
  const look = async (query: Query, reason: LookReason): Promise<void> => {
    if (reason === "compare") await query(CLEAN_UP, [environment]);
    const rows = await query<LiveRow>(LIVE, [environment]);
    clearTimeout(due);
    const nextMs = rows.reduce((least, row) => Math.min(least, row.left_ms), Infinity);
    if (nextMs < TIMER_MAX_MS)
      due = setTimeout(() => subscription?.wake(), Math.max(1, Math.ceil(nextMs))).unref();
    tell(rows);
  };
  return {
    subscriber: { topic: `status ${environment}`, look, connection: listener.connection.bind(listener) },
    follow: (own) => {
      subscription = own;
    },
    close: () => clearTimeout(due),
  };
}

/** A row that cannot be read (another version wrote it) counts as no word; it never hides the others. */
function statusesOf(rows: LiveRow[]): NodeStatus[] {
  return rows.flatMap((row) => parseStatus(row.value) ?? []);
}
