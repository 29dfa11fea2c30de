import type { TaskList } from "graphile-worker";
import { removeExpiredLinks } from "#lib/identity";
import { closeAbandonedIncidents, trimTelemetry } from "#lib/telemetry";
import { systemCtx, type WorkerContext } from "./worker-context.ts";

/** When recurring tasks run. Missed runs are not made up: each does all there is to do. */
export const CRONTAB = ["* * * * * close-abandoned-incidents", "17 * * * * trim-telemetry"].join("\n");

/** The background jobs by name. One that throws is tried again, later and later, and shows among the failing jobs. */
export function tasks(context: WorkerContext): TaskList {
  return {
    "close-abandoned-incidents": async () => {
      await closeAbandonedIncidents(systemCtx(context));
    },
    "remove-expired-links": async () => {
      await removeExpiredLinks(systemCtx(context));
    },
    "trim-telemetry": async () => {
      await trimTelemetry(systemCtx(context));
    },
  };
}
