import { readOtherApis } from "#lib/catalogue";
import { markAccessWritten, readPendingAccess, recordAccessWaiting } from "#lib/consumers";
import { AppError } from "#lib/errors";
import { namedApis } from "#lib/fallback";
import { digestOf } from "#lib/ids";
import {
  compileDeployment,
  endLostPins,
  expirePins,
  markControlsWritten,
  markEgressWritten,
  markEndedWritten,
  markWritten,
  noteDependencies,
  readEgressBody,
  readEnvironment,
  readPending,
  readPendingControls,
  readPendingEnded,
  recordFailure,
  recordOrdersWaiting,
  recordStoreProblem,
  recordWaiting,
  requeueDependents,
  type EnvironmentState,
  type PendingDeployment,
  type WantedDocument,
} from "#lib/publishing";
import { EGRESS_KEY, type DocumentBody } from "#lib/routing";
import { signDocument } from "#lib/signing";
import { compareStock } from "./compare-stock.ts";
import { systemCtx, type WorkerContext } from "./worker-context.ts";

/** One read of the queue. */
const QUEUE_READ = 100;
/** From this many on, documents are written together: a rebuild of a large store, not everyday publishing. */
const BATCH_FROM = 20;
/** Who may call what, and what has ended, is written together: a plan that many have changes as many documents. */
const ACCESS_BATCH = 500;

interface ReconcilerOptions {
  context: WorkerContext;
  environment: { id: string; slug: string };
  /** Called once the database knows that this store revision is written. */
  written(storeRevision: number): void;
}

/**
 * Brings one environment's store to what is wanted. It holds no truth of its own: wanted and written are in PostgreSQL,
 * and what the store has is read again after anything that leaves it uncertain.
 */
export class Reconciler {
  readonly #options: ReconcilerOptions;
  /** The store's present revision; undefined when it must be read. */
  #head: number | undefined;
  /** The highest revision the database knows. */
  #highest = 0;

  constructor(options: ReconcilerOptions) {
    this.#options = options;
  }

  /** The store was away or is doubted: look at it before the next write. */
  doubt(): void {
    this.#head = undefined;
  }

  /** Writes all that is pending, in the order it was asked for. Throws when the store or the database does not answer. */
  async pass(): Promise<void> {
    try {
      if (this.#head === undefined) await this.#lookAtStore();
      await this.#drainAccess();
      await requeueDependents(systemCtx(this.#options.context), this.#options.environment);
      await this.#drain();
      await this.#drainControls();
      await this.#drainEnded();
      await this.#reconcileEgress();
    } catch (error) {
      this.#head = undefined;
      if (isStoreAway(error)) await this.#recordStoreAway(error);
      throw error;
    }
  }

  async #lookAtStore(): Promise<void> {
    const { context } = this.#options;
    const state = await this.#readState();
    const snapshot = await context.store.read(state.slug);
    const problem = await compareStock({
      context,
      state,
      snapshot,
      written: (revision) => this.#options.written(revision),
    });
    await recordStoreProblem(context.db, state.id, problem);
    this.#head = snapshot.storeRevision;
    this.#highest = Math.max(this.#highest, state.storeRevision, snapshot.storeRevision);
  }

  async #readState(): Promise<EnvironmentState> {
    const { context, environment } = this.#options;
    const state = await readEnvironment(context.db, environment.id);
    if (!state) throw new AppError("not_found", `The environment ${environment.slug} is gone.`);
    return state;
  }

  async #reconcileEgress(): Promise<void> {
    const state = await this.#readState();
    const ctx = systemCtx(this.#options.context);
    const body = await readEgressBody(ctx, state.slug);
    const digest = digestOf(body);
    if (digest === state.egressDigest) return;
    const storeRevision = await this.#commit([{ key: EGRESS_KEY, body }]);
    await markEgressWritten(ctx, { environmentId: state.id, storeRevision, digest });
  }

  /** Writes what people on call have ordered, and ends the pins whose time has come or whose target is gone. Writing the same twice does no harm. */
  async #drainControls(): Promise<void> {
    const { context, environment } = this.#options;
    await expirePins(systemCtx(context), environment);
    await endLostPins(systemCtx(context), environment);
    for (;;) {
      const documents = await readPendingControls(context.db, environment.id, QUEUE_READ);
      if (documents.length === 0) return;
      const storeRevision = await this.#commit(documents);
      await markControlsWritten(systemCtx(context), {
        environmentId: environment.id,
        storeRevision,
        documents,
      });
      this.#options.written(storeRevision);
    }
  }

  /** Writes who may call what. Writing the same twice does no harm. */
  async #drainAccess(): Promise<void> {
    const { context, environment } = this.#options;
    for (;;) {
      const documents = await readPendingAccess(context.db, environment, ACCESS_BATCH);
      if (documents.length === 0) return;
      const storeRevision = await this.#commit(documents);
      await markAccessWritten(systemCtx(context), {
        environmentId: environment.id,
        storeRevision,
        documents,
      });
      this.#options.written(storeRevision);
    }
  }

  /** Writes what the store keeps of what is gone. Writing the same twice does no harm. */
  async #drainEnded(): Promise<void> {
    const { context, environment } = this.#options;
    const environmentId = environment.id;
    for (;;) {
      const documents = await readPendingEnded(systemCtx(context), environmentId, ACCESS_BATCH);
      if (documents.length === 0) return;
      const storeRevision = await this.#commit(documents);
      await markEndedWritten(systemCtx(context), { environmentId, storeRevision, documents });
      this.#options.written(storeRevision);
    }
  }

  async #drain(): Promise<void> {
    const { context, environment } = this.#options;
    for (;;) {
      const pending = await readPending(context.db, environment.id, QUEUE_READ);
      if (pending.length === 0) return;
      const startedAt = performance.now();
      await this.#writeAll(await this.#compileAll(pending), startedAt);
      // Neither a revocation nor an order waits for the rest of a long queue.
      await this.#drainAccess();
      await this.#drainControls();
    }
  }

  /** The documents of those that compile; what is wrong with the others is recorded. */
  async #compileAll(pending: PendingDeployment[]): Promise<WantedDocument[]> {
    const { context, environment } = this.#options;
    const others = await readOtherApis(
      context.db,
      environment,
      pending.map((deployment) => deployment.policy),
    );
    const documents: WantedDocument[] = [];
    for (const deployment of pending) {
      const { versionId, publicationId, policy } = deployment;
      const compiled = compileDeployment(deployment, others, context.portalUrl);
      if (namedApis(policy).length > 0) {
        const dependencies = others.dependenciesOf(policy);
        const place = { versionId, environmentId: environment.id };
        await noteDependencies(context.db, { ...place, publicationId, dependencies });
      }
      if (compiled.ok) documents.push(compiled.document);
      else await this.#fail(deployment, compiled.error);
    }
    return documents;
  }

  async #writeAll(documents: WantedDocument[], compiledAt: number): Promise<void> {
    if (documents.length >= BATCH_FROM) {
      await this.#write(documents, compiledAt);
      return;
    }
    for (const document of documents) await this.#write([document], compiledAt);
  }

  async #write(documents: WantedDocument[], compiledAt: number): Promise<void> {
    let storeRevision: number;
    try {
      storeRevision = await this.#commit(documents);
    } catch (error) {
      const [first, ...others] = documents;
      // A store that refuses the content, not one that is away: the fault is one document's.
      if (!first || isStoreAway(error) || isOvertaken(error)) throw error;
      if (others.length === 0) return this.#fail(first, describe(error));
      for (const document of documents) await this.#write([document], compiledAt);
      return;
    }
    const writtenAt = performance.now();
    await markWritten(systemCtx(this.#options.context), {
      environmentId: this.#options.environment.id,
      storeRevision,
      documents,
      compiledAgoMs: performance.now() - compiledAt,
      writtenAgoMs: performance.now() - writtenAt,
    });
    this.#options.written(storeRevision);
  }

  /** One atomic write under the next revision, which is above whatever store or database ever saw. */
  async #commit(documents: { key: string; body: DocumentBody }[]): Promise<number> {
    const { context, environment } = this.#options;
    if (this.#head === undefined) throw new AppError("conflict", "The store has not been looked at.");
    const storeRevision = Math.max(this.#head, this.#highest) + 1;
    const puts = documents.map(({ key, body }) => {
      return { key, value: JSON.stringify(signDocument({ key, storeRevision, body }, context.signingKey)) };
    });
    await context.store.commit(environment.slug, { expectedRevision: this.#head, storeRevision, puts });
    this.#head = storeRevision;
    this.#highest = storeRevision;
    return storeRevision;
  }

  async #fail(of: { versionId: string; publicationId: string }, error: string): Promise<void> {
    const { context, environment } = this.#options;
    const { versionId, publicationId } = of;
    context.log.warn(
      { environment: environment.slug, versionId, publicationId, error },
      "a version cannot be written",
    );
    await recordFailure(context.db, { environmentId: environment.id, versionId, publicationId, error });
  }

  async #recordStoreAway(error: unknown): Promise<void> {
    const { context, environment } = this.#options;
    const pending = await readPending(context.db, environment.id, 1000);
    const reason = `The shared store does not answer: ${describe(error)} It is written when the store returns.`;
    await recordStoreProblem(
      context.db,
      environment.id,
      `The shared store does not answer: ${describe(error)}`,
    );
    await recordOrdersWaiting(context.db, environment.id, reason);
    await recordAccessWaiting(context.db, environment.id, reason);
    await recordWaiting(context.db, {
      publicationIds: pending.map((one) => one.publicationId),
      error: reason,
    });
  }
}

function isStoreAway(error: unknown): boolean {
  return error instanceof AppError && (error.code === "unavailable" || error.code === "timeout");
}

/** Someone else wrote: look again, then go on. */
function isOvertaken(error: unknown): boolean {
  return error instanceof AppError && error.code === "conflict";
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
