export * from "./schema.ts";
export { compareDocuments } from "./compare.ts";
