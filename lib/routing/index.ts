export * from "./schema.ts";
export { compileRoute, isError, type Compiled, type RouteSource } from "./compile-route.ts";
export { tombstone } from "./tombstone.ts";
export { diffDocuments } from "./diff-documents.ts";
export { applicationKey, controlsKey, credentialKey, EGRESS_KEY, routeKey } from "./keys.ts";
