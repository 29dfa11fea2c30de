export * from "./schema.ts";
export * from "./port.ts";
export { openStore, type StoreOptions } from "./open-store.ts";
export { createGatewayRole } from "./postgres-role.ts";
export { memoryBackend, type MemoryBackend } from "./memory-store.ts";
