import { AppError } from "#lib/errors";
import type { Ctx } from "#lib/db";
import { inspectSource } from "./read-source.ts";
import type { ImportPreview, InspectImport } from "./schema.ts";
import { suggestNames } from "./suggest-names.ts";

/** What a document holds and what is wrong with it; saves nothing. A faulty document is an answer, not an error. */
export async function inspectImport(ctx: Ctx, input: InspectImport): Promise<ImportPreview> {
  // Reading costs a thread and may make the portal call out: for those who could register something.
  if (!mayRegister(ctx)) {
    throw new AppError(
      "forbidden",
      "Only maintainers of a team import documents. Ask an owner of your team.",
    );
  }
  const { inspection } = await inspectSource(ctx, input.source);
  if (!inspection.ok)
    return { acceptable: false, document: null, suggested: null, problems: inspection.problems };
  const { operations, ...document } = inspection.document;
  return {
    acceptable: true,
    document: { ...document, operationCount: operations.length },
    suggested: suggestNames(inspection.document),
    problems: inspection.problems,
  };
}

function mayRegister({ actor }: Ctx): boolean {
  if (actor.kind !== "user") return actor.kind === "system";
  return actor.role === "admin" || Object.values(actor.teams).some((role) => role !== "viewer");
}
