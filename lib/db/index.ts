export { openDb, type Db, type Tx } from "./client.ts";
export { change, type Outcome } from "./change.ts";
export { enqueue } from "./enqueue.ts";
export { visibleApis } from "./visible-apis.ts";
export { WAKE_CHANNEL, wakeWorker } from "./wake.ts";
export type { Ctx, Log } from "./context.ts";
export { Prisma } from "./generated/client.ts";
export * from "./generated/enums.ts";
export { migrate } from "./migrate.ts";
