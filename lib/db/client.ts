import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "./generated/client.ts";
import type { Prisma } from "./generated/client.ts";

export type Db = PrismaClient;
/** The client inside a transaction. */
export type Tx = Prisma.TransactionClient;

interface DbOptions {
  /** Connections of this process at most. */
  max?: number;
}

/** One client per process. Connecting is bounded to 5 s, a statement to 30 s. */
export function openDb(url: string, options: DbOptions = {}): Db {
  const adapter = new PrismaPg({
    connectionString: url,
    max: options.max ?? 10,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 30_000,
    // The adapter drops the offset of a timestamp: the session must speak UTC whatever the server is set to.
    // To compile a statement costs more than to run any of ours.
    options: "-c TimeZone=UTC -c jit=off",
  });
  return new PrismaClient({ adapter });
}
