import { AppError } from "#lib/errors";
import type { Ctx } from "#lib/db";
import type { VersionParams } from "#lib/catalogue/schema";
import { findDocument } from "./find-document.ts";
import { closureOf } from "./schema-closure.ts";
import type {
  OperationParams,
  OperationReference,
  ReferenceIndex,
  SchemaQuery,
  SchemaReference,
} from "./schema.ts";
import { withSamples } from "./with-samples.ts";

/** Of the schemas that come with an operation, as JSON: enough to read on without waiting, little enough to load at once. */
const CLOSURE_MAX_CHARACTERS = 120_000;

/** What a version's document says of itself, and the list of its operations by tag. */
export async function getReference(ctx: Ctx, at: VersionParams): Promise<ReferenceIndex> {
  const { about, groups } = await findDocument(ctx, at);
  return { about, groups };
}

/** One operation with the schemas around it. Throws `not_found` for a key the document does not have. */
export async function getOperationReference(ctx: Ctx, at: OperationParams): Promise<OperationReference> {
  const { operations, schemas } = await findDocument(ctx, at);
  const operation = Object.hasOwn(operations, at.key) ? operations[at.key] : undefined;
  if (!operation) throw new AppError("not_found", `${at.slug} ${at.version} has no operation ${at.key}.`);
  return {
    operation: withSamples(operation, schemas),
    schemas: closureOf(operation, schemas, CLOSURE_MAX_CHARACTERS),
  };
}

/** A schema that did not come with its operation, with those around it. */
export async function getSchemaReference(
  ctx: Ctx,
  at: VersionParams,
  { ref }: SchemaQuery,
): Promise<SchemaReference> {
  const { schemas } = await findDocument(ctx, at);
  const schema = Object.hasOwn(schemas, ref) ? schemas[ref] : undefined;
  if (!schema) throw new AppError("not_found", `${at.slug} ${at.version} has no schema ${ref}.`);
  return { schemas: { [ref]: schema, ...closureOf(schema, schemas, CLOSURE_MAX_CHARACTERS) } };
}
