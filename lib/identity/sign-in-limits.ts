import { RateLimiterPrisma, RateLimiterRes } from "rate-limiter-flexible";
import type { Db } from "#lib/db";
import { AppError } from "#lib/errors";
import { sha256Hex } from "#lib/ids";

const WINDOW_S = 15 * 60;
const ACCOUNT_ATTEMPTS = 10;
/** Higher: many people may share one address. */
const ADDRESS_ATTEMPTS = 100;

export interface SignInAttempt {
  email: string;
  address: string;
}

/**
 * Counts an attempt before it is looked at, in the database, so that it holds across restarts and portals.
 * Throws `rate_limited` with `retryAfterSeconds` when the account or the address has used up its attempts.
 */
export async function countAttempt(db: Db, attempt: SignInAttempt): Promise<void> {
  await db.attempt.deleteMany({ where: { expire: { lt: new Date() } } });
  await consume(limiter(db, "account", ACCOUNT_ATTEMPTS), accountKey(attempt));
  await consume(limiter(db, "address", ADDRESS_ATTEMPTS), attempt.address);
}

/** A success: the account starts afresh, the address gets its attempt back. */
export async function forgiveAttempt(db: Db, attempt: SignInAttempt): Promise<void> {
  await limiter(db, "account", ACCOUNT_ATTEMPTS).delete(accountKey(attempt));
  await limiter(db, "address", ADDRESS_ATTEMPTS).reward(attempt.address, 1);
}

function limiter(db: Db, kind: "account" | "address", points: number): RateLimiterPrisma {
  return new RateLimiterPrisma({
    storeClient: db,
    tableName: "attempt",
    keyPrefix: `sign-in:${kind}`,
    points,
    duration: WINDOW_S,
    clearExpiredByTimeout: false,
  });
}

/** Hashed: people type passwords into the wrong field. */
function accountKey(attempt: SignInAttempt): string {
  return sha256Hex(attempt.email);
}

async function consume(limiter: RateLimiterPrisma, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const retryAfterSeconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
    throw new AppError(
      "rate_limited",
      `Too many attempts. Try again in ${Math.ceil(retryAfterSeconds / 60)} min.`,
      {
        details: { retryAfterSeconds },
      },
    );
  }
}
