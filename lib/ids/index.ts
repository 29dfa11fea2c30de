export * from "./schema.ts";
export { newId } from "./new-id.ts";
export { canonicalJson, sha256Hex, digestOf } from "./digest.ts";
