export { startEmbeddedPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from "./start.ts";
export { identityOf, isRunning, type ProcessIdentity } from "./process-identity.ts";
export { runningUrl } from "./running-url.ts";
