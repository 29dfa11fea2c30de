import { createPublicKey } from "node:crypto";
import type { WorkerConfig } from "#lib/config";
import { openDb, type Log } from "#lib/db";
import { sealAudit } from "#lib/identity";
import { openMailer } from "#lib/mail";
import { loadSealingKey, loadSigningKey } from "#lib/signing";
import { openStore } from "#lib/store";
import { startEnvironmentWorker, type EnvironmentWorker } from "./environment-worker.ts";
import { JobRunner } from "./job-runner.ts";
import { Leadership } from "./leadership.ts";
import { WakeableLoop } from "./wakeable-loop.ts";
import { systemCtx, type WorkerContext } from "./worker-context.ts";

/** An entry is sealed within a second of its commit. */
const SEAL_EVERY_MS = 500;

export interface Worker {
  /** Ends what is under way and gives everything back; a second call waits for the first. */
  stop(): Promise<void>;
}

/** Starts reconciling and background jobs. Neither the database nor the store need to be there yet. */
export function startWorker(config: WorkerConfig, log: Log): Worker {
  const signingKey = loadSigningKey(config.signingKey);
  const context: WorkerContext = {
    db: openDb(config.databaseUrl, { max: 5 }),
    store: openStore(config.storeUrl),
    signingKey,
    verifyKey: createPublicKey(signingKey),
    sealingKeys: config.sealingKeys.map(loadSealingKey),
    mailer: config.mail && openMailer(config.mail),
    portalUrl: config.portalUrl,
    log,
  };
  const working = new Map<string, { slug: string; worker: EnvironmentWorker }>();
  const stopping = new Set<Promise<void>>();
  const release = (id: string) => {
    const held = working.get(id);
    working.delete(id);
    if (!held) return;
    const stopped = held.worker.stop().finally(() => stopping.delete(stopped));
    stopping.add(stopped);
  };
  const leadership = new Leadership({
    databaseUrl: config.databaseUrl,
    log,
    gained: (environment) => {
      log.info({ environment: environment.slug }, "working for the environment");
      working.set(environment.id, {
        slug: environment.slug,
        worker: startEnvironmentWorker(context, environment),
      });
    },
    lost: release,
    woken: (slug) => {
      for (const held of working.values()) if (slug === "*" || held.slug === slug) held.worker.wake();
    },
  });
  const jobs = new JobRunner(context, config.databaseUrl);
  const sealer = new WakeableLoop({
    name: "sealing the audit",
    pass: async () => {
      await sealAudit(systemCtx(context));
    },
    everyMs: SEAL_EVERY_MS,
    log,
  });
  leadership.start();
  jobs.start();
  sealer.wake();
  const stop = async () => {
    for (const id of working.keys()) release(id);
    await Promise.all(stopping);
    await Promise.all([leadership.stop(), jobs.stop(), sealer.stop()]);
    context.mailer?.close();
    await context.store.close();
    await context.db.$disconnect();
  };
  let stopped: Promise<void> | undefined;
  return { stop: () => (stopped ??= stop()) };
}
