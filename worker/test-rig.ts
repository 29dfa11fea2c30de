import { onTestFinished } from "vitest";
import type { Ctx, Db } from "#lib/db";
import { publish, type PublicationDto } from "#lib/publishing";
import {
  loadSealingKey,
  loadSigningKey,
  loadVerifyKey,
  newSealingKey,
  newSigningKeys,
  verifyDocument,
} from "#lib/signing";
import { memoryBackend, type MemoryBackend, type NodeStatus, type Store } from "#lib/store";
import { startEnvironmentWorker, type EnvironmentWorker } from "./environment-worker.ts";
import type { WorkerContext } from "./worker-context.ts";

const keys = newSigningKeys();
const signingKey = loadSigningKey(keys.privateKey);
const verifyKey = loadVerifyKey(keys.publicKey);
export const sealingKey = loadSealingKey(newSealingKey());
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

export interface Rig {
  db: Db;
  backend: MemoryBackend;
  store: Store;
  context: WorkerContext;
  environment: { id: string; slug: string };
}

/** A worker's surroundings: a database with a fresh environment, and a store in memory. */
export async function makeRig(db: Db): Promise<Rig> {
  const backend = memoryBackend();
  const store = backend.open();
  const slug = `env-${Math.random().toString(36).slice(2, 8)}`;
  const environment = await db.environment.create({
    data: { id: `env_${slug}`, slug, name: slug, position: 9 },
    select: { id: true, slug: true },
  });
  const portalUrl = "http://portal.test";
  const context = {
    db,
    store,
    signingKey,
    verifyKey,
    sealingKeys: [sealingKey],
    mailer: undefined,
    portalUrl,
    log: SILENT,
  };
  return { db, backend, store, context, environment };
}

/** The environment's worker, stopped when the test ends; or before, to stand for a crash. */
export function startIn(rig: Rig, over: Partial<WorkerContext> = {}): EnvironmentWorker {
  const worker = startEnvironmentWorker({ ...rig.context, ...over }, rig.environment);
  onTestFinished(() => worker.stop());
  return worker;
}

/** What the store holds under a key, its signature checked. */
export async function documentAt(rig: Rig, key: string) {
  const entry = await rig.store.get(rig.environment.slug, key);
  if (!entry) return undefined;
  const verified = verifyDocument({ key, text: entry.value }, verifyKey);
  if (!verified.ok) throw new Error(verified.reason);
  return verified.document;
}

/** A gateway's word. */
export function statusOf(node: string, appliedRevision: number, over: Partial<NodeStatus> = {}): NodeStatus {
  const at = "2026-11-22T10:00:00.000Z";
  return {
    node,
    softwareVersion: "test",
    startedAt: at,
    appliedAt: at,
    appliedRevision,
    routes: 1,
    rejects: [],
    ...over,
  };
}

/** A version and someone who may publish it. */
export interface Published {
  ctx: Ctx;
  versionId: string;
  at: { slug: string; version: string };
  key: string;
}

export function publishIn(rig: Rig, version: Published, draftEtag = 1): Promise<PublicationDto> {
  const input = { action: "publish", environment: rig.environment.slug, note: "", draftEtag } as const;
  return publish(version.ctx, version.at, input);
}

/** The store, with a hook around its commits. */
export function withCommit(store: Store, commit: Store["commit"]): Store {
  return new Proxy(store, {
    get: (target, name) => (name === "commit" ? commit : Reflect.get(target, name).bind(target)),
  });
}
