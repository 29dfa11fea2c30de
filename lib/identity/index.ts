export * from "./schema.ts";
export { loadActor, type SessionClaim } from "./load-actor.ts";
export { verifyCredentials, type SignedIn } from "./verify-credentials.ts";
