import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { AppError } from "#lib/errors";

/** Of one token, at one portal. */
const REQUESTS_PER_MINUTE = 600;
/** Tokens that are none, from one address: far more than mistakes make, far fewer than guessing needs. */
const REFUSALS_PER_MINUTE = 60;

const requests = new RateLimiterMemory({ keyPrefix: "token", points: REQUESTS_PER_MINUTE, duration: 60 });
const refusals = new RateLimiterMemory({ keyPrefix: "refusal", points: REFUSALS_PER_MINUTE, duration: 60 });

/** Counts a request of a token. Throws `rate_limited` with `retryAfterSeconds`. */
export function countRequest(tokenId: string): Promise<void> {
  return count(requests, tokenId);
}

/** Counts a token that was refused. Throws `rate_limited` with `retryAfterSeconds`. */
export function countRefusal(address: string): Promise<void> {
  return count(refusals, address);
}

async function count(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const retryAfterSeconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
    const message = `At most ${limiter.points} requests a minute. Wait ${retryAfterSeconds} s.`;
    throw new AppError("rate_limited", message, { details: { retryAfterSeconds } });
  }
}
