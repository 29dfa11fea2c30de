export { readAll } from "./read-all.ts";
export * from "./schema.ts";
