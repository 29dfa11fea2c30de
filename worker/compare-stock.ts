import { readOtherApis } from "#lib/catalogue";
import { listWrittenAccess } from "#lib/consumers";
import {
  compileDeployment,
  countKnown,
  listEnded,
  listWritten,
  listWrittenControls,
  markWritten,
  readPending,
  restoreStore,
  type EnvironmentState,
} from "#lib/publishing";
import { verifyDocument } from "#lib/signing";
import type { Snapshot } from "#lib/store";
import { takeStock, type StockedDocument } from "./store-stock.ts";
import { systemCtx, type WorkerContext } from "./worker-context.ts";

/** A crash leaves at most a few documents written and not marked; more pending ones than this are simply written again. */
const PENDING_LOOKED_AT = 1000;

interface Comparison {
  context: WorkerContext;
  state: EnvironmentState;
  snapshot: Snapshot;
  written(storeRevision: number): void;
}

/**
 * Compares a store with the database. What was written but not marked (a crash in between) is marked, not written twice.
 * A store that is behind the database was lost or set back: what it lacks is written again. A store that is ahead with
 * publications this database never saw is left alone, for the database may be the one that was set back.
 * Returns what is wrong and needs a person, or null.
 */
export async function compareStock(comparison: Comparison): Promise<string | null> {
  const stock = takeStock(comparison.snapshot);
  await markWhatIsThere(comparison, stock);
  if (comparison.snapshot.storeRevision < comparison.state.storeRevision) {
    await restoreWhatIsMissing(comparison, stock);
    return null;
  }
  return describeUnknown(comparison, stock);
}

async function markWhatIsThere(
  { context, state, written }: Comparison,
  stock: Map<string, StockedDocument>,
): Promise<void> {
  const pending = await readPending(context.db, state.id, PENDING_LOOKED_AT);
  const policies = pending.map((deployment) => deployment.policy);
  const others = await readOtherApis(context.db, state, policies);
  for (const deployment of pending) {
    const compiled = compileDeployment(deployment, others, context.portalUrl);
    if (!compiled.ok) continue;
    const { document } = compiled;
    const there = stock.get(document.key);
    if (!there || there.publicationId !== document.publicationId || there.digest !== document.digest)
      continue;
    if (!verifyDocument({ key: document.key, text: there.text }, context.verifyKey).ok) continue;
    const { storeRevision } = there;
    await markWritten(systemCtx(context), {
      environmentId: state.id,
      storeRevision,
      documents: [document],
      compiledAgoMs: 0,
      writtenAgoMs: 0,
    });
    written(storeRevision);
  }
}

async function restoreWhatIsMissing(
  { context, state, snapshot }: Comparison,
  stock: Map<string, StockedDocument>,
) {
  const ctx = systemCtx(context);
  const expected = await listWritten(ctx, state.id);
  const missing = expected.filter(
    (document) => stock.get(document.key)?.publicationId !== document.publicationId,
  );
  const reason = `The store is at revision ${snapshot.storeRevision}, the database at ${state.storeRevision}.`;
  const versionIds = missing.map((document) => document.versionId);
  const controls = await listWrittenControls(ctx, state.id);
  const controlsOf = controls
    .filter((document) => stock.get(document.key)?.digest !== document.digest)
    .map((document) => document.versionId);
  const written = await listWrittenAccess(ctx, state.id);
  const access = written.filter(({ key, digest }) => stock.get(key)?.digest !== digest).map(({ key }) => key);
  const kept = await listEnded(ctx, state.id);
  const ended = kept.filter(({ key, digest }) => stock.get(key)?.digest !== digest).map(({ key }) => key);
  const count = await restoreStore(ctx, {
    environmentId: state.id,
    versionIds,
    controlsOf,
    access,
    ended,
    reason,
  });
  context.log.warn(
    { environment: state.slug, documents: count },
    `${reason} What it lacks is written again.`,
  );
}

async function describeUnknown(
  { context, state, snapshot }: Comparison,
  stock: Map<string, StockedDocument>,
): Promise<string | null> {
  const newer = [...stock.values()]
    .filter((document) => document.storeRevision > state.storeRevision)
    .flatMap((document) => document.publicationId ?? []);
  if (newer.length === 0) return null;
  const known = await countKnown(systemCtx(context), newer);
  if (known === newer.length) return null;
  const unknown = newer.length - known;
  return (
    `The store is at revision ${snapshot.storeRevision} and holds ${unknown} documents this database (revision ` +
    `${state.storeRevision}) has no publication for. Run npm run store:rebuild to write the database's state over them.`
  );
}
