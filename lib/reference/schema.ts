import { z } from "zod";
import { VersionParams } from "#lib/catalogue/schema";
import type { ReferenceAbout, ReferenceGroup, ReferenceOperation, SchemaNode } from "#lib/openapi/schema";

export * from "./call-schema.ts";
export * from "./try-schema.ts";

export const OperationParams = VersionParams.extend({ key: z.string().min(1).max(250) });
export type OperationParams = z.infer<typeof OperationParams>;

/** A ref of the document: `#/components/schemas/Pet`. */
export const SchemaQuery = z.strictObject({ ref: z.string().startsWith("#").max(2000) });
export type SchemaQuery = z.infer<typeof SchemaQuery>;

interface ReferenceIndexShape {
  about: ReferenceAbout;
  groups: ReferenceGroup[];
}

interface OperationReferenceShape {
  operation: ReferenceOperation;
  /** By ref, nearest first; a ref that is not among them is asked for when it is opened. */
  schemas: Record<string, SchemaNode>;
}

interface SchemaReferenceShape {
  schemas: Record<string, SchemaNode>;
}

/*
 * What pages render, as `lib/openapi` prepares it: recursive and wide, and described in words only.
 */

export const ReferenceIndex = z.custom<ReferenceIndexShape>().meta({
  id: "ReferenceIndex",
  description: "What a version's document says of itself, and its operations by tag.",
});
export type ReferenceIndex = z.infer<typeof ReferenceIndex>;

export const OperationReference = z
  .custom<OperationReferenceShape>()
  .meta({ id: "OperationReference", description: "One operation in full, with the schemas around it." });
export type OperationReference = z.infer<typeof OperationReference>;

export const SchemaReference = z
  .custom<SchemaReferenceShape>()
  .meta({ id: "SchemaReference", description: "A schema with those around it." });
export type SchemaReference = z.infer<typeof SchemaReference>;
