import type { Actor } from "#lib/access";
import type { Tx } from "#lib/db";
import { newId, sha256Hex } from "#lib/ids";
import { claimRoutes } from "./claim-routes.ts";
import { enqueuePreparation } from "./enqueue-preparation.ts";
import { initialDraft } from "./initial-draft.ts";
import { toJson } from "./json-column.ts";
import type { ReadDocument } from "./read-source.ts";

interface NewVersion {
  api: { id: string; slug: string };
  name: string;
  read: ReadDocument;
  actor: Actor;
  now: Date;
}

/** Rows per statement: PostgreSQL takes 65 535 parameters. */
const CHUNK = 1000;

/** A version with its operations, default route, policy and bindings. Returns its id. */
export async function createVersion(tx: Tx, { api, name, read, actor, now }: NewVersion): Promise<string> {
  const id = newId("ver");
  const draft = initialDraft(api.slug, name, read.document);
  await tx.version.create({
    data: {
      id,
      apiId: api.id,
      name,
      documentText: read.text,
      documentFormat: read.document.format,
      documentDigest: sha256Hex(read.text),
      routes: toJson(draft.routes),
      policy: toJson(draft.policy),
      createdAt: now,
    },
  });
  await writeOperations(tx, id, read);
  if (Object.keys(draft.bindings).length > 0) {
    const environments = await tx.environment.findMany({ select: { id: true }, take: 100 });
    const targets = toJson(draft.bindings);
    await tx.binding.createMany({
      data: environments.map((one) => ({ versionId: id, environmentId: one.id, targets })),
    });
  }
  await claimRoutes(tx, { versionId: id, routes: draft.routes, actor });
  await enqueuePreparation(tx);
  return id;
}

/** The operations of a version's document. */
export async function writeOperations(tx: Tx, versionId: string, read: ReadDocument): Promise<void> {
  const rows = read.document.operations.map((operation, position) => ({
    id: newId("op"),
    versionId,
    position,
    ...operation,
  }));
  for (let start = 0; start < rows.length; start += CHUNK) {
    await tx.operation.createMany({ data: rows.slice(start, start + CHUNK) });
  }
}
