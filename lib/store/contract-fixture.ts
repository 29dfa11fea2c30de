import type { AppError } from "#lib/errors";
import { eventually } from "#lib/testing";
import type { Commit, Store } from "./port.ts";

/** A store and the accidents that can befall it. */
export interface StoreUnderTest {
  /** A client on the same data. */
  open(): Store;
  /** Breaks the connections of all watches; the data stays and the store is back when this resolves. */
  interrupt(): Promise<void>;
  /** The store is gone until `recover`. */
  outage(): Promise<void>;
  recover(): Promise<void>;
  /** Loses all that was written to the environment. */
  wipe(environment: string): Promise<void>;
}

let environments = 0;

/** An environment that no other test uses. */
export function freshEnvironment(): string {
  environments += 1;
  return `env-${environments}`;
}

/** A value as documents are: its revision is a member. */
export function textOf(storeRevision: number, note: string): string {
  return JSON.stringify({ note, storeRevision });
}

export function commitOf(storeRevision: number, notes: Record<string, string>): Commit {
  const puts = Object.entries(notes).map(([key, note]) => ({ key, value: textOf(storeRevision, note) }));
  return { expectedRevision: storeRevision - 1, storeRevision, puts };
}

/** Commits, again and again while the store is coming back; a commit that happened without an answer counts. */
export async function commitPatiently(store: Store, environment: string, commit: Commit): Promise<void> {
  await eventually(
    `revision ${commit.storeRevision} is written`,
    async () => {
      try {
        if ((await store.read(environment)).storeRevision === commit.storeRevision) return true;
        await store.commit(environment, commit);
        return true;
      } catch (error) {
        if ((error as AppError).code === "unavailable") return false;
        throw error;
      }
    },
    20_000,
  );
}
