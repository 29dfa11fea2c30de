import { z } from "zod";
import { VersionParams } from "#lib/catalogue/schema";
import type { ReferenceAbout, ReferenceGroup, ReferenceOperation, SchemaNode } from "#lib/openapi/schema";

export * from "./call-schema.ts";

export const OperationParams = VersionParams.extend({ key: z.string().min(1).max(250) });
export type OperationParams = z.infer<typeof OperationParams>;

/** A ref of the document: `#/components/schemas/Pet`. */
export const SchemaQuery = z.strictObject({ ref: z.string().startsWith("#").max(2000) });
export type SchemaQuery = z.infer<typeof SchemaQuery>;

export interface ReferenceIndex {
  about: ReferenceAbout;
  groups: ReferenceGroup[];
}

export interface OperationReference {
  operation: ReferenceOperation;
  /** By ref, nearest first; a ref that is not among them is asked for when it is opened. */
  schemas: Record<string, SchemaNode>;
}

export interface SchemaReference {
  schemas: Record<string, SchemaNode>;
}
