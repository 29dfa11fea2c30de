import { AppError } from "#lib/errors";
import type { Ctx } from "#lib/db";
import type { VersionParams } from "#lib/catalogue/schema";
import type { ReferenceOperation } from "#lib/openapi/schema";
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

/** The operation that shows best how a version is called: a plain GET first. `null` where there is nothing to call. */
export async function exampleOperation(ctx: Ctx, at: VersionParams): Promise<ReferenceOperation | null> {
  const { operations, schemas } = await findDocument(ctx, at);
  const callable = Object.values(operations).filter(({ isWebhook, deprecated }) => !isWebhook && !deprecated);
  const gets = callable.filter(({ method }) => method === "GET");
  const plain = gets.find(
    ({ path, parameters }) => !path.includes("{") && !parameters.some(({ required }) => required),
  );
  const chosen = plain ?? gets[0] ?? callable[0];
  return chosen ? withSamples(chosen, schemas) : null;
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
