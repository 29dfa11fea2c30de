export { openDb, type Db, type Tx } from "./client.ts";
export { change, type Outcome } from "./change.ts";
export type { Ctx, Log } from "./context.ts";
export { Prisma } from "./generated/client.ts";
export * from "./generated/enums.ts";
