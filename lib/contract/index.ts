export * from "./schema.ts";
export { compareDocuments } from "./compare.ts";
export { standIn } from "./stand-in.ts";
