import type { Quota, RateLimit } from "#lib/routing/schema";

const DAY_MS = 86_400_000;

/** A plan's limits, prepared. */
export interface Limits {
  /** Absent: no rate limit. A bucket of `capacity` that gains `perMs` requests each ms. */
  rate: { capacity: number; perMs: number } | undefined;
  quota: Quota | undefined;
  /** The `RateLimit-Policy` field; "" where nothing is limited. */
  policy: string;
  /** The rate's part of the `RateLimit` field as it was last put together: of a bucket that is seldom used up it is mostly the same. */
  lastRate: { left: number; text: string };
}

/** What was used of a plan's limits. Changed in place: there is one per subscription, and it is read with every request. */
export interface Meter {
  tokens: number;
  /** When `tokens` was right. */
  atMs: number;
  used: number;
  /** The present period of the quota. */
  periodStartMs: number;
  periodEndMs: number;
}

/** What came of asking for requests. */
export interface Taken {
  granted: number;
  /** What stood in the way where fewer were granted than wanted. */
  by: "rate" | "quota" | undefined;
}

export function prepareLimits(rateLimit: RateLimit | undefined, quota: Quota | undefined): Limits {
  const rate = rateLimit && {
    capacity: rateLimit.burst ?? rateLimit.requests,
    perMs: rateLimit.requests / rateLimit.windowMs,
  };
  const policies = [
    ...(rate ? [`"rate";q=${rate.capacity};w=${Math.max(1, wholeS(rate.capacity / rate.perMs))}`] : []),
    ...(quota ? [`"quota";q=${quota.requests};w=${quota.per === "day" ? 86_400 : 2_592_000}`] : []),
  ];
  return { rate, quota, policy: policies.join(", "), lastRate: { left: 0, text: "" } };
}

/** A meter of which nothing was used. */
export function newMeter(nowMs: number): Meter {
  return { tokens: Number.POSITIVE_INFINITY, atMs: nowMs, used: 0, periodStartMs: 0, periodEndMs: 0 };
}

/** Brings a meter to the present: the bucket fills, a new period begins. A clock that goes back changes nothing. */
export function bringForward(meter: Meter, { rate, quota }: Limits, nowMs: number): void {
  if (rate) {
    const gained = Math.max(0, nowMs - meter.atMs) * rate.perMs;
    meter.tokens = Math.min(rate.capacity, meter.tokens + gained);
    if (nowMs > meter.atMs) meter.atMs = nowMs;
  }
  if (!quota || nowMs < meter.periodEndMs) return;
  const period = periodOf(quota.per, nowMs);
  // What was counted before the quota was known, or before a restart, counts where it is of this period.
  if (meter.periodStartMs !== period.startMs) meter.used = 0;
  meter.periodStartMs = period.startMs;
  meter.periodEndMs = period.endMs;
}

/** Takes up to `wanted` requests, as many as the limits still have. */
export function takeFrom(
  meter: Meter,
  limits: Limits,
  { wanted, nowMs }: { wanted: number; nowMs: number },
): Taken {
  bringForward(meter, limits, nowMs);
  const { rate, quota } = limits;
  const byRate = rate ? Math.floor(meter.tokens + 1e-9) : wanted;
  const byQuota = quota ? Math.max(0, quota.requests - meter.used) : wanted;
  const granted = Math.min(wanted, byRate, byQuota);
  if (rate) meter.tokens -= granted;
  if (quota) meter.used += granted;
  if (granted === wanted) return { granted, by: undefined };
  return { granted, by: byQuota < byRate || (byQuota <= 0 && byRate > 0) ? "quota" : "rate" };
}

/** Whole seconds until a request would be let in again, at least 1. */
export function retryAfterS(meter: Meter, { rate, quota }: Limits, nowMs: number): number {
  const rateMs = rate ? Math.max(0, 1 - meter.tokens) / rate.perMs : 0;
  const quotaMs = quota && meter.used >= quota.requests ? meter.periodEndMs - nowMs : 0;
  return Math.max(1, wholeS(Math.max(rateMs, quotaMs)));
}

/**
 * The `RateLimit` field (draft-ietf-httpapi-ratelimit-headers-11): what is left, and the whole seconds it is for. A rate
 * says how long it takes to gain as many, so that whoever spreads them over that time never waits; with none left that is
 * the wait that `Retry-After` asks for. A quota is for the rest of its period.
 */
export function rateLimitField(meter: Meter, limits: Limits, nowMs: number): string {
  const { rate, quota } = limits;
  const field = rate ? ratePart(meter, limits, rate.perMs) : "";
  if (!quota) return field;
  const left = Math.max(0, quota.requests - meter.used);
  const reset = wholeS(Math.max(0, meter.periodEndMs - nowMs));
  return field + (field === "" ? '"quota";r=' : ', "quota";r=') + left + ";t=" + reset;
}

function ratePart({ tokens }: Meter, { lastRate }: Limits, perMs: number): string {
  const left = Math.max(0, Math.floor(tokens + 1e-9));
  // With none left it is the wait for one that counts, and that differs.
  if (left === 0) return rateText(0, (1 - Math.max(0, tokens)) / perMs);
  if (left !== lastRate.left) {
    lastRate.left = left;
    lastRate.text = rateText(left, left / perMs);
  }
  return lastRate.text;
}

function rateText(left: number, forMs: number): string {
  return `"rate";r=${left};t=${Math.max(1, wholeS(forMs))}`;
}

/** The calendar day or month, in UTC, that a moment is in. */
export function periodOf(per: Quota["per"], nowMs: number): { startMs: number; endMs: number } {
  if (per === "day") {
    const startMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
    return { startMs, endMs: startMs + DAY_MS };
  }
  const now = new Date(nowMs);
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  return { startMs: Date.UTC(year, month), endMs: Date.UTC(year, month + 1) };
}

/** Seconds, rounded up; what is a whole number but for the arithmetic stays one. */
function wholeS(ms: number): number {
  return Math.ceil(ms / 1000 - 1e-6);
}
