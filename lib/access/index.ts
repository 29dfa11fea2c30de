export * from "./schema.ts";
export { isSeenBy, may } from "./may.ts";
export { authorise } from "./authorise.ts";
