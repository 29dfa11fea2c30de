import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { AppError } from "#lib/errors";

const PER_MINUTE = 60;
/** At the same time, of one user and of all. */
const PER_USER = 4;
const ALTOGETHER = 40;

const limiter = new RateLimiterMemory({ points: PER_MINUTE, duration: 60 });
const underWay = new Map<string, number>();
let total = 0;

/** Runs what a user asked for, unless too much is under way or was asked for in the last minute: then `rate_limited`. */
export async function withinLimits<T>(userId: string, run: () => Promise<T>): Promise<T> {
  const own = underWay.get(userId) ?? 0;
  if (own >= PER_USER || total >= ALTOGETHER) {
    throw limited("Other requests are still under way. Wait for them, or cancel one.", 1);
  }
  await limiter.consume(userId).catch((refused: unknown) => {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    throw limited(
      `At most ${PER_MINUTE} requests a minute can be tried.`,
      Math.ceil(refused.msBeforeNext / 1000),
    );
  });
  underWay.set(userId, own + 1);
  total += 1;
  try {
    return await run();
  } finally {
    total -= 1;
    const left = (underWay.get(userId) ?? 1) - 1;
    if (left > 0) underWay.set(userId, left);
    else underWay.delete(userId);
  }
}

function limited(message: string, retryAfterSeconds: number): AppError {
  return new AppError("rate_limited", message, { details: { retryAfterSeconds } });
}
