import type { Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import type { KeptContent } from "./draft.ts";
import type { FoundVersion } from "./find-version.ts";

export interface RevisionContent extends KeptContent {
  id: string;
  number: number;
  digest: string;
}

/** What a revision has frozen; `not_found` when there is none of that number. */
export async function readRevision(
  tx: Pick<Tx, "revision">,
  { id: versionId, name, api }: FoundVersion,
  number: number,
): Promise<RevisionContent> {
  const row = await tx.revision.findUnique({
    where: { versionId_number: { versionId, number } },
    select: {
      id: true,
      number: true,
      digest: true,
      documentText: true,
      documentDigest: true,
      routes: true,
      policy: true,
      bindings: true,
      access: true,
      operations: true,
    },
  });
  if (!row) throw new AppError("not_found", `There is no revision ${number} of ${api.slug} ${name}.`);
  // Written by `takeRevision` only, from bindings by environment.
  const bindings = row.bindings as Record<string, unknown>;
  return { ...row, bindings };
}
