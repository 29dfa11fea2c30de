export * from "./schema.ts";
export { getOperationReference, getReference, getSchemaReference } from "./get-reference.ts";
