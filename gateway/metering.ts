import { takeFrom, type Limits, type Meter, type Taken } from "#lib/admission";
import type { Clock } from "./clock.ts";
import type { Consumers, LiveSubscription } from "./consumers.ts";

/** Who lets requests through as far as plans allow. */
export interface Metering {
  /** Takes one request of a subscription's plan. */
  take(subscription: LiveSubscription, nowMs: number): Taken | Promise<Taken>;
}

/** What was granted, and how the plan stands after it. */
export interface Grant extends Taken {
  tokens: number;
  used: number;
  periodStartMs: number;
  periodEndMs: number;
}

/** Who keeps count of a plan for several who let requests through: many are asked for at once. */
export interface Authority {
  /** Never rejects: whatever fails, requests are let through by what is known here. */
  grant(subscription: LiveSubscription, wanted: number): Promise<Grant>;
}

const UNLIMITED: Taken = { granted: 1, by: undefined };

export function isLimited({ limits }: LiveSubscription): boolean {
  return limits.rate !== undefined || limits.quota !== undefined;
}

interface LocalParts {
  clock: Clock;
  /** Something of a quota was used. */
  used(subscription: LiveSubscription): void;
}

/** All requests of the plan are counted in this process: it is exact. */
export class LocalMetering implements Metering, Authority {
  readonly #parts: LocalParts;

  constructor(parts: LocalParts) {
    this.#parts = parts;
  }

  take(subscription: LiveSubscription, nowMs: number): Taken {
    if (!isLimited(subscription)) return UNLIMITED;
    return this.#take(subscription, subscription.limits, { wanted: 1, nowMs });
  }

  async grant(subscription: LiveSubscription, wanted: number): Promise<Grant> {
    return this.grantWithin(subscription, subscription.limits, wanted);
  }

  /** The same with other limits than the plan's: a share of them. */
  grantWithin(subscription: LiveSubscription, limits: Limits, wanted: number): Grant {
    const taken = this.#take(subscription, limits, { wanted, nowMs: this.#parts.clock.now() });
    return { ...taken, ...standOf(subscription.meter) };
  }

  #take(subscription: LiveSubscription, limits: Limits, asked: { wanted: number; nowMs: number }): Taken {
    const taken = takeFrom(subscription.meter, limits, asked);
    if (taken.granted > 0 && limits.quota) this.#parts.used(subscription);
    return taken;
  }
}

interface Lease {
  left: number;
  untilMs: number;
  blockedUntilMs: number;
  by: Taken["by"];
  waiting: ((taken: Taken) => void)[];
  isAsking: boolean;
}

/** What is held and not used is lost to the others after this. */
const LEASE_MS = 1_000;
const BLOCKED_MAX_MS = 100;

/**
 * Somebody else keeps count: some requests are asked for at a time, so that most are let through without waiting. Never more
 * than the plan allows; what is held and not used makes it a few per cent less at most.
 */
export class LeasedMetering implements Metering {
  readonly #leases = new Map<string, Lease>();
  readonly #authority: Authority;
  readonly #clock: Clock;

  constructor(authority: Authority, clock: Clock) {
    this.#authority = authority;
    this.#clock = clock;
  }

  take(subscription: LiveSubscription, nowMs: number): Taken | Promise<Taken> {
    if (!isLimited(subscription)) return UNLIMITED;
    const lease = this.#leaseOf(subscription.id);
    if (lease.left > 0 && nowMs < lease.untilMs) {
      lease.left--;
      return UNLIMITED;
    }
    if (nowMs < lease.blockedUntilMs) return { granted: 0, by: lease.by };
    return new Promise((resolve) => {
      lease.waiting.push(resolve);
      if (!lease.isAsking) void this.#ask(subscription, lease);
    });
  }

  #leaseOf(id: string): Lease {
    let lease = this.#leases.get(id);
    if (!lease) {
      lease = { left: 0, untilMs: 0, blockedUntilMs: 0, by: undefined, waiting: [], isAsking: false };
      this.#leases.set(id, lease);
    }
    return lease;
  }

  async #ask(subscription: LiveSubscription, lease: Lease): Promise<void> {
    lease.isAsking = true;
    while (lease.waiting.length > 0) {
      const wanted = Math.max(lease.waiting.length, leaseSize(subscription.limits));
      // oxlint-disable-next-line no-await-in-loop -- whoever comes while it is asked joins the next question: questions side by side would take more than they need.
      const grant = await this.#authority.grant(subscription, wanted);
      this.#hand(subscription, lease, grant);
    }
    lease.isAsking = false;
  }

  #hand({ meter, limits }: LiveSubscription, lease: Lease, grant: Grant): void {
    const nowMs = this.#clock.now();
    const { tokens, used, periodStartMs, periodEndMs } = grant;
    Object.assign(meter, { tokens, used, periodStartMs, periodEndMs, atMs: nowMs });
    const served = lease.waiting.splice(0, Math.max(grant.granted, grant.by === undefined ? 0 : Infinity));
    served.forEach((done, index) => done(index < grant.granted ? UNLIMITED : { granted: 0, by: grant.by }));
    lease.left = Math.max(0, grant.granted - served.length);
    lease.untilMs = nowMs + LEASE_MS;
    lease.by = grant.by;
    if (grant.granted > 0 || grant.by === undefined) return;
    const nextMs = grant.by === "rate" && limits.rate ? 1 / limits.rate.perMs : BLOCKED_MAX_MS;
    lease.blockedUntilMs = nowMs + Math.min(BLOCKED_MAX_MS, nextMs);
  }
}

/** A twentieth of a bucket, at most what it gains in 100 ms, or a ten-thousandth of a quota: how much one asks for. */
function leaseSize({ rate, quota }: Limits): number {
  const byRate = rate ? Math.min(rate.capacity / 20, rate.perMs * 100) : Number.POSITIVE_INFINITY;
  const byQuota = quota ? quota.requests / 10_000 : Number.POSITIVE_INFINITY;
  return Math.max(1, Math.floor(Math.min(byRate, byQuota)));
}

/** Answers for subscriptions by their id: what workers ask. One that is not known (yet) is not held up. */
export async function grantById(
  consumers: Consumers,
  authority: Authority,
  { subscriptionId, wanted }: { subscriptionId: string; wanted: number },
): Promise<Grant> {
  const subscription = consumers.subscription(subscriptionId);
  if (subscription) return authority.grant(subscription, wanted);
  return { granted: wanted, by: undefined, tokens: 0, used: 0, periodStartMs: 0, periodEndMs: 0 };
}

export function standOf({ tokens, used, periodStartMs, periodEndMs }: Meter): Omit<Grant, keyof Taken> {
  return { tokens, used, periodStartMs, periodEndMs };
}
