import { Prisma, type Stage, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { digestOf } from "#lib/ids";

/** A version's draft as it stands, all environments' bindings with it. */
export interface Draft {
  stage: Stage;
  draftEtag: number;
  documentText: string;
  documentDigest: string;
  routes: unknown;
  policy: unknown;
  bindings: Record<string, unknown>;
  access: unknown;
  /** The transaction's start on the database's clock. */
  requestedAt: Date;
}

type Row = Omit<Draft, "bindings">;

/** Reads the draft; `lock` makes everyone else who would publish or edit this version wait for this transaction. */
export async function readDraft(tx: Tx, versionId: string, mode: "lock" | "look"): Promise<Draft> {
  const lock = mode === "lock" ? Prisma.sql`FOR UPDATE` : Prisma.empty;
  const [row] = await tx.$queryRaw<Row[]>`
    SELECT "stage", "draftEtag", "documentText", "documentDigest", "routes", "policy", "access", now() AS "requestedAt"
    FROM "Version" WHERE "id" = ${versionId} ${lock}`;
  if (!row) throw new AppError("not_found", "This version is gone.");
  const bindings = await tx.binding.findMany({
    where: { versionId },
    select: { targets: true, environment: { select: { slug: true } } },
  });
  return { ...row, bindings: Object.fromEntries(bindings.map((one) => [one.environment.slug, one.targets])) };
}

type DigestedDraft = Pick<Draft, "documentDigest" | "routes" | "policy" | "bindings"> & { access?: unknown };

/** Equal digests, equal revisions. */
export function draftDigest(draft: DigestedDraft): string {
  const { documentDigest, routes, policy, bindings, access } = draft;
  // Revisions of versions that are open to everyone keep the digests they had before others could be closed.
  return digestOf({ documentDigest, routes, policy, bindings, ...(access ? { access } : {}) });
}
