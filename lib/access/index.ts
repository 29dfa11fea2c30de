export * from "./schema.ts";
export { may } from "./may.ts";
export { authorise } from "./authorise.ts";
