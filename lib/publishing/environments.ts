import type { Db } from "#lib/db";

export interface EnvironmentState {
  id: string;
  slug: string;
  /** The highest store revision ever written. */
  storeRevision: number;
  egressDigest: string | null;
}

/** The environments with what the reconcile loop keeps about them. */
export async function listEnvironments(db: Db): Promise<EnvironmentState[]> {
  return db.environment.findMany({
    orderBy: { position: "asc" },
    take: 100,
    select: { id: true, slug: true, storeRevision: true, egressDigest: true },
  });
}

export async function readEnvironment(db: Db, id: string): Promise<EnvironmentState | null> {
  return db.environment.findUnique({
    where: { id },
    select: { id: true, slug: true, storeRevision: true, egressDigest: true },
  });
}
