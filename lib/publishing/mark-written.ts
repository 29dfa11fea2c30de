import { change, type Ctx } from "#lib/db";
import type { WantedDocument } from "./pending.ts";

interface Written {
  environmentId: string;
  storeRevision: number;
  documents: Pick<WantedDocument, "versionId" | "publicationId" | "rewrites" | "digest" | "chain">[];
  /** How long ago, in ms, the documents were compiled and the store took them. */
  compiledAgoMs: number;
  writtenAgoMs: number;
}

/**
 * Records that the store holds these documents. Also true of a publication that was superseded meanwhile: it was written,
 * and its successor stays pending. The first writing keeps its times; a rebuilt store does not rewrite history.
 */
export async function markWritten(ctx: Ctx, written: Written): Promise<void> {
  const { environmentId, storeRevision, compiledAgoMs, writtenAgoMs } = written;
  const documents = JSON.stringify(
    written.documents.map(({ versionId, publicationId, rewrites, digest, chain }) => ({
      versionId,
      publicationId,
      rewrites,
      digest,
      chain,
    })),
  );
  const object = { kind: "environment", id: environmentId };
  await change(ctx, { action: "publication.reconcile", ...object }, async (tx) => {
    await tx.$executeRaw`
      UPDATE "Environment" SET "storeRevision" = GREATEST("storeRevision", ${storeRevision}) WHERE "id" = ${environmentId}`;
    await tx.$executeRaw`
      UPDATE "Publication" p SET "state" = 'written', "error" = NULL, "documentDigest" = x."digest",
        "storeRevision" = COALESCE(p."storeRevision", ${storeRevision}),
        "compiledAt" = COALESCE(p."compiledAt", GREATEST(p."requestedAt", clock_timestamp() - make_interval(secs => ${compiledAgoMs}::float8 / 1000))),
        "writtenAt" = COALESCE(p."writtenAt", GREATEST(p."requestedAt", clock_timestamp() - make_interval(secs => ${writtenAgoMs}::float8 / 1000)))
      FROM jsonb_to_recordset(${documents}::jsonb) AS x("publicationId" text, "digest" text)
      WHERE p."id" = x."publicationId"`;
    await tx.$executeRaw`
      UPDATE "Deployment" d SET "writtenPublicationId" = x."publicationId", "writtenStoreRevision" = ${storeRevision},
        "writtenDigest" = x."digest", "writtenChain" = x."chain",
        "pending" = d."wantedPublicationId" <> x."publicationId" OR d."rewrites" <> x."rewrites",
        "attempts" = 0, "lastError" = NULL, "nextAttemptAt" = NULL
      FROM jsonb_to_recordset(${documents}::jsonb) AS x("versionId" text, "publicationId" text, "rewrites" int, "digest" text, "chain" jsonb)
      WHERE d."versionId" = x."versionId" AND d."environmentId" = ${environmentId}`;
    const publications = written.documents.map((document) => document.publicationId);
    return { result: undefined, after: { storeRevision, publications } };
  });
}
