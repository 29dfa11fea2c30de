import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import type * as redis from "@redis/client";
import type { Logger } from "pino";
import { bringForward, type Limits } from "#lib/admission";
import type { Clock } from "./clock.ts";
import type { LiveSubscription } from "./consumers.ts";
import { standOf, type Authority, type Grant, type LocalMetering } from "./metering.ts";

/*
 * The bucket and the quota of `#lib/admission`, kept in Redis for all gateways of an environment: one hash per subscription,
 * changed by one script, on Redis' own clock.
 */
const SCRIPT = `
local cap, perMs, quota = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local period, floor, wanted, ttl = ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at', 'used', 'period')
local tokens, used, granted = cap, 0, wanted
if cap >= 0 then
  if kept[1] then tokens = math.min(cap, tonumber(kept[1]) + math.max(0, now - tonumber(kept[2])) * perMs) end
  granted = math.min(granted, math.floor(tokens + 1e-6))
end
if quota >= 0 then
  if kept[4] == period then used = tonumber(kept[3]) end
  used = math.max(used, floor)
  granted = math.min(granted, math.max(0, quota - used))
end
tokens = tokens - granted
used = used + granted
redis.call('HSET', KEYS[1], 'tokens', string.format('%.6f', tokens), 'at', string.format('%.0f', now),
  'used', string.format('%.0f', used), 'period', period)
redis.call('PEXPIRE', KEYS[1], ttl)
return { granted, string.format('%.6f', tokens), string.format('%.0f', used) }`;
const SCRIPT_SHA = createHash("sha1").update(SCRIPT).digest("hex");

const CONNECT_MS = 1_000;
/** Longer than this no request waits for Redis, unless told. */
const ANSWER_MS = 250;
/** After a failure it is left alone for so long. */
const REST_MS = 1_000;
const HEARTBEAT_MS = 5_000;
const GONE_MS = 60_000;
const MINUTE_MS = 60_000;

/** Loaded by those alone that use it: nothing else takes so much of a gateway's start. */
const load = createRequire(import.meta.url);

interface RedisParts {
  url: string;
  /** How long a request waits for it. */
  answerMs: number | undefined;
  environment: string;
  node: string;
  /** Counts by itself while Redis is away. */
  local: LocalMetering;
  clock: Clock;
  log: Logger;
  used(subscription: LiveSubscription): void;
}

/** Plans of an environment, counted for all its gateways together; while Redis is away each gateway gives out its share. */
export class RedisLimits implements Authority {
  readonly #parts: RedisParts;
  readonly #client;
  readonly #heartbeat: NodeJS.Timeout;
  /** Gateways that share the limits, this one among them. */
  #gateways = 1;
  #restUntilMs = 0;
  #isLost: boolean | undefined;
  /** Each subscription's share, made when Redis was lost. */
  #shares = new WeakMap<LiveSubscription, Limits>();

  constructor(parts: RedisParts) {
    this.#parts = parts;
    const { createClient } = load("@redis/client") as typeof redis;
    this.#client = createClient({
      url: parts.url,
      disableOfflineQueue: true,
      commandsQueueMaxLength: 10_000,
      socket: {
        connectTimeout: CONNECT_MS,
        reconnectStrategy: (tries) => Math.min(REST_MS, 50 * 2 ** tries),
      },
    });
    // Without a listener an error would end the process; what it means is said where it is felt.
    this.#client.on("error", (error: unknown) => this.#lost(error));
    this.#client.on("ready", () => void this.#beat());
    this.#heartbeat = setInterval(() => void this.#beat(), HEARTBEAT_MS).unref();
  }

  /** Resolves at once: gateways start without Redis, too. */
  start(): void {
    this.#client.connect().catch((error: unknown) => this.#lost(error));
  }

  async grant(subscription: LiveSubscription, wanted: number): Promise<Grant> {
    const { clock } = this.#parts;
    if (clock.now() >= this.#restUntilMs && this.#client.isReady) {
      try {
        return await this.#ask(subscription, wanted);
      } catch (error) {
        this.#restUntilMs = clock.now() + REST_MS;
        this.#lost(error);
      }
    }
    return this.#parts.local.grantWithin(subscription, this.#shareOf(subscription), wanted);
  }

  async #ask(subscription: LiveSubscription, wanted: number): Promise<Grant> {
    const { limits, meter } = subscription;
    const nowMs = this.#parts.clock.now();
    // The present period of the quota, and what is known to be used of it.
    bringForward(meter, limits, nowMs);
    const { rate, quota } = limits;
    const fillMs = rate ? Math.ceil(rate.capacity / rate.perMs) : 0;
    const ttlMs = MINUTE_MS + Math.max(fillMs, quota ? meter.periodEndMs - nowMs : 0);
    const plan = [rate?.capacity ?? -1, rate?.perMs ?? 0, quota?.requests ?? -1];
    const argv = [...plan, meter.periodStartMs, meter.used, wanted, ttlMs];
    const reply = await this.#run(`understudy:${this.#parts.environment}:limits:${subscription.id}`, argv);
    this.#found();
    return this.#taken(subscription, wanted, reply);
  }

  #taken(subscription: LiveSubscription, wanted: number, reply: readonly unknown[]): Grant {
    const { limits, meter } = subscription;
    const [granted = 0, tokens = 0, used = 0] = reply.map(Number);
    meter.tokens = limits.rate ? tokens : meter.tokens;
    meter.used = used;
    if (granted > 0 && limits.quota) this.#parts.used(subscription);
    const isQuota = limits.quota !== undefined && used >= limits.quota.requests;
    const by = granted >= wanted ? undefined : isQuota ? "quota" : "rate";
    return { granted, by, ...standOf(meter) };
  }

  async #run(key: string, argv: readonly number[]): Promise<readonly unknown[]> {
    const rest = ["1", key, ...argv.map(String)];
    try {
      return (await this.#inTime(this.#client.sendCommand(["EVALSHA", SCRIPT_SHA, ...rest]))) as unknown[];
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith("NOSCRIPT"))) throw error;
      return (await this.#inTime(this.#client.sendCommand(["EVAL", SCRIPT, ...rest]))) as unknown[];
    }
  }

  /** What remains of the plan, divided by the gateways that were there last. */
  #shareOf(subscription: LiveSubscription): Limits {
    const { limits, meter } = subscription;
    if (this.#gateways === 1) return limits;
    let share = this.#shares.get(subscription);
    if (share) return share;
    const { rate, quota, policy } = limits;
    const left = quota ? Math.max(0, quota.requests - meter.used) : 0;
    share = {
      policy,
      lastRate: { left: 0, text: "" },
      rate: rate && {
        capacity: Math.max(1, Math.floor(rate.capacity / this.#gateways)),
        perMs: rate.perMs / this.#gateways,
      },
      quota: quota && { ...quota, requests: meter.used + Math.floor(left / this.#gateways) },
    };
    this.#shares.set(subscription, share);
    return share;
  }

  /** Says that this gateway is there, and counts those that are. */
  async #beat(): Promise<void> {
    if (!this.#client.isReady) return;
    const { environment, node, clock } = this.#parts;
    const key = `understudy:${environment}:gateways`;
    const nowMs = clock.now();
    try {
      await this.#inTime(this.#client.sendCommand(["ZADD", key, String(nowMs), node]));
      await this.#inTime(
        this.#client.sendCommand(["ZREMRANGEBYSCORE", key, "-inf", String(nowMs - GONE_MS)]),
      );
      this.#gateways = Math.max(1, Number(await this.#inTime(this.#client.sendCommand(["ZCARD", key]))));
      this.#found();
    } catch (error) {
      this.#lost(error);
    }
  }

  #lost(error: unknown): void {
    if (this.#isLost === true) return;
    this.#isLost = true;
    this.#shares = new WeakMap();
    this.#parts.log.warn(
      { err: error, gateways: this.#gateways },
      "Redis is out of reach: this gateway gives out its share of every limit",
    );
  }

  #found(): void {
    if (this.#isLost !== false) this.#parts.log.info("limits are shared through Redis");
    this.#isLost = false;
  }

  /** Another gateway does not have to wait for it to be forgotten. */
  async stop(): Promise<void> {
    clearInterval(this.#heartbeat);
    const { environment, node } = this.#parts;
    if (this.#client.isReady)
      await this.#inTime(
        this.#client.sendCommand(["ZREM", `understudy:${environment}:gateways`, node]),
      ).catch(() => undefined);
    this.#client.destroy();
  }

  async #inTime<T>(answer: Promise<T>): Promise<T> {
    const { answerMs = ANSWER_MS } = this.#parts;
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error(`no answer within ${answerMs} ms`)), answerMs);
    try {
      return await Promise.race([answer, late.promise]);
    } finally {
      clearTimeout(timer);
      answer.catch(() => undefined);
    }
  }
}
