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

/** What a version's document says of itself, and its operations by tag. */
export interface ReferenceIndex {
  about: ReferenceAbout;
  groups: ReferenceGroup[];
}

/** One operation in full, with the schemas around it. */
export interface OperationReference {
  operation: ReferenceOperation;
  /** By ref, nearest first; a ref that is not among them is asked for when it is opened. */
  schemas: Record<string, SchemaNode>;
}

/** A schema with those around it. */
export interface SchemaReference {
  schemas: Record<string, SchemaNode>;
}
