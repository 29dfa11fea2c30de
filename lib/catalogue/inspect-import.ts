import { AppError } from "#lib/errors";
import type { Ctx, Db } from "#lib/db";
import { inspectSource } from "./read-source.ts";
import type { DocumentSource, ImportPreview, InspectImport } from "./schema.ts";
import { suggestNames } from "./suggest-names.ts";

/** What a document holds and what is wrong with it; saves nothing. A faulty document is an answer, not an error. */
export async function inspectImport(ctx: Ctx, input: InspectImport): Promise<ImportPreview> {
  // Reading costs a process and may make the portal call out: for those who could register something.
  if (!mayRegister(ctx)) {
    throw new AppError(
      "forbidden",
      "Only maintainers of a team import documents. Ask an owner of your team.",
    );
  }
  return (await previewSource(ctx.db, input.source)).preview;
}

/** The same with the document's text, for verbs that have authorised it. */
export async function previewSource(
  db: Db,
  source: DocumentSource,
): Promise<{ text: string; preview: ImportPreview }> {
  const { text, inspection } = await inspectSource(db, source);
  const { problems } = inspection;
  if (!inspection.ok)
    return { text, preview: { acceptable: false, document: null, suggested: null, problems } };
  const { operations, ...about } = inspection.document;
  const document = { ...about, operationCount: operations.length };
  const suggested = suggestNames(inspection.document);
  return { text, preview: { acceptable: true, document, suggested, problems } };
}

function mayRegister({ actor }: Ctx): boolean {
  if (actor.kind !== "user") return actor.kind === "system";
  return actor.role === "admin" || Object.values(actor.teams).some((role) => role !== "viewer");
}
