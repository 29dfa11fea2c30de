import type { Watch } from "#lib/store";
import { evaluateAlerts, evaluateRescueAlerts } from "#lib/telemetry";
import { ReceiptKeeper } from "./receipt-keeper.ts";
import { Reconciler } from "./reconciler.ts";
import { WakeableLoop } from "./wakeable-loop.ts";
import { systemCtx, type WorkerContext } from "./worker-context.ts";

/** A lost wake-up heals after this. */
const PASS_EVERY_MS = 5_000;
/** A store that was emptied without a word is noticed after this. */
const LOOK_EVERY_MS = 300_000;
const ALERTS_EVERY_MS = 5_000;

export interface EnvironmentWorker {
  wake(): void;
  stop(): Promise<void>;
}

/** Works for one environment: writes what is wanted, turns what gateways say into receipts, and raises alerts. */
export function startEnvironmentWorker(
  context: WorkerContext,
  environment: { id: string; slug: string },
): EnvironmentWorker {
  const receipts = new ReceiptKeeper(context, environment.id);
  const reconciler = new Reconciler({
    context,
    environment,
    written: (storeRevision) => receipts.written(storeRevision),
  });
  const loop = new WakeableLoop({
    name: `reconciling ${environment.slug}`,
    pass: () => reconciler.pass(),
    everyMs: PASS_EVERY_MS,
    log: context.log,
  });
  const alerts = new WakeableLoop({
    name: `evaluating the alerts of ${environment.slug}`,
    pass: async () => {
      await evaluateAlerts(systemCtx(context), environment.id);
      await evaluateRescueAlerts(systemCtx(context), environment.id);
    },
    everyMs: ALERTS_EVERY_MS,
    log: context.log,
  });
  const watch: Watch = context.store.watchStatus(environment.slug, {
    event: (event) => receipts.event(event),
    connection: (state) => {
      if (state === "lost") reconciler.doubt();
      else loop.wake();
    },
  });
  const look = setInterval(() => reconciler.doubt(), LOOK_EVERY_MS);
  loop.wake();
  alerts.wake();
  return {
    wake: () => loop.wake(),
    stop: async () => {
      clearInterval(look);
      await watch.close();
      await Promise.all([loop.stop(), alerts.stop(), receipts.stop()]);
    },
  };
}
