import type { Store } from "#lib/store";

export interface AppliedWatch {
  /** When (`performance.now()`) the first and the last gateway's acknowledgement of the publication arrived. */
  whenApplied(publicationId: string): Promise<{ firstAt: number; lastAt: number }>;
  close(): Promise<void>;
}

const APPLIED_MS = 30_000;

/** Follows the store as the worker does: which revision holds which publication, and what these gateways have applied. */
export function watchApplied(store: Store, environment: string, nodes: readonly string[]): AppliedWatch {
  const revisionOf = new Map<string, number>();
  let appliedAt: { node: string; revision: number; at: number }[] = [];
  let look = (): void => {};
  const documents = store.watch(environment, {
    event: (event) => {
      for (const entry of event.entries) {
        const { publicationId } = (JSON.parse(entry.value) as { body: { publicationId?: string } }).body;
        if (publicationId) revisionOf.set(publicationId, entry.storeRevision);
      }
      look();
    },
    connection: () => {},
  });
  const statuses = store.watchStatus(environment, {
    event: (event) => {
      if (event.kind !== "put") return;
      const { node, appliedRevision } = event.status;
      appliedAt.push({ node, revision: appliedRevision, at: performance.now() });
      look();
    },
    connection: () => {},
  });
  const timesOf = (revision: number): number[] =>
    nodes.flatMap((node) => {
      const first = appliedAt.find((one) => one.node === node && one.revision >= revision);
      return first ? [first.at] : [];
    });
  return {
    whenApplied: (publicationId) =>
      new Promise((resolve, reject) => {
        const late = () => reject(new Error(`not applied within ${APPLIED_MS} ms`));
        const timer = setTimeout(late, APPLIED_MS);
        look = () => {
          const revision = revisionOf.get(publicationId);
          const times = revision === undefined ? [] : timesOf(revision);
          if (times.length < nodes.length) return;
          clearTimeout(timer);
          appliedAt = [];
          look = () => {};
          resolve({ firstAt: Math.min(...times), lastAt: Math.max(...times) });
        };
        look();
      }),
    close: async () => {
      await Promise.all([documents.close(), statuses.close()]);
    },
  };
}
