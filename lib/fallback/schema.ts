import { z } from "zod";

/*
 * The types of `fallback/v1`. Durations are integer milliseconds (`…Ms`), sizes bytes (`…Bytes`), ratios 0–100 (`…Percent`).
 * Absent means default (defaults.ts); there are no nulls.
 */

const ms = (max: number) => z.int().min(0).max(max);
const percent = z.int().min(0).max(100);
const HeaderName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, "A header name.");
const HeaderValue = z.string().max(4096).regex(/^[\t\x20-\x7e\x80-\xff]*$/, "No control characters.");
const HeaderMap = z.record(HeaderName, HeaderValue);
const MethodName = z.string().regex(/^[A-Z]{1,20}$/, "An upper-case method such as GET.");
const StatusCode = z.int().min(100).max(599);

export const StatusRange = z
  .union([StatusCode, z.tuple([StatusCode, StatusCode])])
  .refine((range) => typeof range === "number" || range[0] <= range[1], "The range starts above its end.");
export type StatusRange = z.infer<typeof StatusRange>;

export const TargetId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,40}$/, "Starts with a letter; lower-case letters, digits and hyphens; at most 41.");

const AiTriggers = z.strictObject({
  rateLimited: z.boolean(),
  overloaded: z.boolean(),
  quota: z.boolean(),
  auth: z.boolean(),
  contextWindow: z.boolean(),
  contentPolicy: z.boolean(),
  emptyStream: z.boolean(),
  errorInStream: z.boolean(),
});

const HeaderMatch = z.strictObject({ name: HeaderName, equals: HeaderValue.optional() });

/** Which outcomes move a request on to the next target. */
export const Triggers = z
  .strictObject({
    connectFailure: z.boolean(),
    reset: z.boolean(),
    firstByteTimeout: z.boolean(),
    attemptTimeout: z.boolean(),
    status: z.array(StatusRange).max(50),
    unhealthy: z.boolean(),
    circuitOpen: z.boolean(),
    overloaded: z.boolean(),
    responseHeader: z.array(HeaderMatch).max(10),
    ai: AiTriggers.partial(),
  })
  .partial();
export type Triggers = z.infer<typeof Triggers>;

export const ActiveHealth = z.strictObject({
  type: z.enum(["http", "tcp"]),
  path: z.string().max(1024).regex(/^\/[^\s#]*$/, "A path that starts with /.").optional(),
  method: MethodName.optional(),
  host: z.string().max(253).optional(),
  intervalMs: z.int().min(100).max(3_600_000).optional(),
  unhealthyIntervalMs: z.int().min(100).max(3_600_000).optional(),
  timeoutMs: z.int().min(10).max(60_000).optional(),
  expect: z.array(StatusRange).min(1).max(20).optional(),
  healthySuccesses: z.int().min(1).max(100).optional(),
  unhealthyFailures: z.int().min(1).max(100).optional(),
  initial: z.enum(["up", "down"]).optional(),
});
export type ActiveHealth = z.infer<typeof ActiveHealth>;

export const PassiveHealth = z
  .strictObject({
    failures: z.int().min(1).max(1000),
    windowMs: z.int().min(100).max(3_600_000),
    statuses: z.array(StatusRange).max(50),
    ejectMs: z.int().min(100).max(3_600_000),
  })
  .partial();
export type PassiveHealth = z.infer<typeof PassiveHealth>;

export const Circuit = z
  .strictObject({
    consecutive: z.int().min(1).max(10_000),
    failurePercent: z.int().min(1).max(100),
    minRequests: z.int().min(1).max(1_000_000),
    windowMs: z.int().min(100).max(3_600_000),
    openMs: z.int().min(100).max(3_600_000),
    maxOpenMs: z.int().min(100).max(86_400_000),
    halfOpenMax: z.int().min(1).max(1000),
  })
  .partial();
export type Circuit = z.infer<typeof Circuit>;

export const Timeouts = z
  .strictObject({
    connectMs: z.int().min(1).max(60_000),
    firstByteMs: z.int().min(1).max(600_000),
    idleMs: z.int().min(1).max(3_600_000),
    attemptMs: z.int().min(1).max(3_600_000),
  })
  .partial();
export type Timeouts = z.infer<typeof Timeouts>;

const SecretRef = z.string().min(1).max(4096);

const targetBase = {
  id: TargetId,
  when: z
    .strictObject({
      methods: z.array(MethodName).min(1).max(20),
      header: z
        .array(z.strictObject({ name: HeaderName, present: z.boolean().optional(), equals: HeaderValue.optional() }))
        .min(1)
        .max(10),
      features: z.array(z.string().max(60)).max(20),
    })
    .partial()
    .optional(),
  timeouts: Timeouts.optional(),
  attempts: z
    .strictObject({
      max: z.int().min(1).max(8),
      backoff: z.strictObject({ baseMs: ms(60_000), maxMs: ms(60_000), jitter: z.enum(["full", "none"]) }).optional(),
    })
    .optional(),
  minUsefulMs: ms(60_000).optional(),
  health: z.strictObject({ active: ActiveHealth, passive: PassiveHealth }).partial().optional(),
  circuit: Circuit.optional(),
  maxConcurrent: z.int().min(1).max(1_000_000).optional(),
  onFailure: Triggers.optional(),
  semantics: z
    .strictObject({ sharesState: z.boolean(), sharesDedupStore: z.boolean(), readOnly: z.boolean() })
    .partial()
    .optional(),
  failureDomain: z
    .strictObject({ region: z.string().max(60), provider: z.string().max(60), credential: z.string().max(120) })
    .partial()
    .optional(),
  canaryPercent: z.number().min(0).max(10).optional(),
};

const EndpointUrl = z
  .url({ protocol: /^https?$/, error: "An http:// or https:// address." })
  .max(2048)
  .refine((url) => {
    const parsed = URL.parse(url);
    return parsed !== null && !parsed.username && !parsed.password && !parsed.search && !parsed.hash;
  }, "No user name, query or fragment in the address.");

export const Endpoint = z.strictObject({ url: EndpointUrl, weight: z.int().min(0).max(1000).optional() });

const Tls = z
  .strictObject({
    serverName: z.string().max(253),
    caRef: SecretRef,
    clientCertRef: SecretRef,
    verify: z.boolean(),
  })
  .partial();

/** How the target's own credential is sent. `secretRef` is `env:NAME` or a sealed value `sealed:…`. */
export const TargetAuth = z.strictObject({
  secretRef: SecretRef,
  in: z.enum(["header", "query"]),
  name: HeaderName,
  prefix: HeaderValue.optional(),
});

/** What an `http` target is in one environment. */
export const TargetBinding = z.strictObject({
  endpoints: z.array(Endpoint).min(1, "At least one address.").max(20),
  tls: Tls.optional(),
  auth: TargetAuth.optional(),
});
export type TargetBinding = z.infer<typeof TargetBinding>;

/** TargetBinding by target id. */
export const Bindings = z.record(TargetId, TargetBinding);
export type Bindings = z.infer<typeof Bindings>;

const httpFields = {
  kind: z.literal("http"),
  host: z.strictObject({ mode: z.enum(["pass", "upstream", "set"]), value: z.string().max(253).optional() }).optional(),
  rewrite: z
    .strictObject({
      stripPrefix: z.string().max(512),
      addPrefix: z.string().max(512),
      setHeaders: HeaderMap,
      removeHeaders: z.array(HeaderName).max(50),
    })
    .partial()
    .optional(),
};

const UnboundHttp = z.strictObject({ ...targetBase, ...httpFields });
const Http = z.strictObject({ ...targetBase, ...httpFields, ...TargetBinding.shape });

const Api = z.strictObject({
  ...targetBase,
  kind: z.literal("api"),
  apiId: z.string().max(60),
  version: z.string().max(32),
  entry: z.enum(["full_policy", "first_target"]),
});

const Ai = z.strictObject({
  ...targetBase,
  kind: z.literal("ai"),
  provider: z.string().max(60),
  model: z.string().max(200),
  endpoint: EndpointUrl.optional(),
  auth: TargetAuth.optional(),
  capabilities: z.array(z.string().max(60)).max(50).optional(),
  contextTokens: z.int().min(1).optional(),
  region: z.string().max(60).optional(),
  allowDrop: z.array(z.string().max(60)).max(50).optional(),
});

const Stale = z.strictObject({
  ...targetBase,
  kind: z.literal("stale"),
  maxStaleMs: z.int().min(1000).max(7 * 86_400_000),
  methods: z.array(z.enum(["GET", "HEAD"])).min(1).max(2).optional(),
  varyBy: z.array(HeaderName).max(20).optional(),
  isolateBy: z.enum(["public", "consumer", "authorization"]),
  maxEntryBytes: z.int().min(1).max(16 * 1024 * 1024),
});

const Static = z.strictObject({
  ...targetBase,
  kind: z.literal("static"),
  status: z.int().min(200).max(599),
  headers: HeaderMap.optional(),
  body: z.string().max(65_536).optional(),
  contentType: HeaderValue.max(200).optional(),
  retryAfterS: z.int().min(0).max(86_400).optional(),
});

/** A target as gateways get it, resolved for one environment. */
export const Target = z.discriminatedUnion("kind", [Http, Api, Ai, Stale, Static]);
export type Target = z.infer<typeof Target>;
export type HttpTarget = z.infer<typeof Http>;
export type StaleTarget = z.infer<typeof Stale>;
export type StaticTarget = z.infer<typeof Static>;

/** A target as it is edited: what differs per environment is in `Bindings`. */
export const UnboundTarget = z.discriminatedUnion("kind", [UnboundHttp, Api, Ai, Stale, Static]);
export type UnboundTarget = z.infer<typeof UnboundTarget>;

export const Replay = z
  .strictObject({
    safeMethods: z.array(MethodName).max(20),
    idempotentUnsafe: z.enum(["shared_state", "always", "never"]),
    nonIdempotent: z.enum(["never", "before_send", "with_key", "always"]),
    idempotencyHeader: HeaderName,
    bodyMaxBytes: z.int().min(0).max(64 * 1024 * 1024),
    bodyOverLimit: z.enum(["no_fallback", "reject_413"]),
  })
  .partial();
export type Replay = z.infer<typeof Replay>;

export const Budget = z
  .strictObject({
    deadlineMs: z.int().min(1).max(600_000),
    maxAttempts: z.int().min(1).max(8),
    retryRatioPercent: percent,
    minRetriesPerSec: z.int().min(0).max(10_000),
    slowFailureCutoffMs: z.int().min(1).max(600_000),
  })
  .partial();
export type Budget = z.infer<typeof Budget>;

export const Failback = z
  .strictObject({
    mode: z.enum(["auto", "manual", "sticky"]),
    holdDownMs: z.int().min(0).max(86_400_000),
    slowStartMs: z.int().min(0).max(3_600_000),
    steps: z.array(z.strictObject({ percent: z.int().min(1).max(100), forMs: z.int().min(1) })).max(10),
    flap: z.strictObject({ maxChanges: z.int().min(1), windowMs: z.int().min(1), penaltyMs: z.int().min(0) }),
  })
  .partial();
export type Failback = z.infer<typeof Failback>;

const policyFields = {
  apiVersion: z.literal("fallback/v1"),
  id: TargetId,
  triggers: Triggers.optional(),
  replay: Replay.optional(),
  budget: Budget.optional(),
  retryAfter: z
    .strictObject({ mode: z.enum(["skip_target", "wait", "ignore"]), maxWaitMs: ms(600_000) })
    .partial()
    .optional(),
  failback: Failback.optional(),
  allUnavailable: z.enum(["try_last", "try_anyway", "fail_fast"]).optional(),
  whenExhausted: z
    .strictObject({ respond: z.enum(["last", "first", "synthetic"]), status: StatusCode.optional() })
    .optional(),
  stream: z
    .strictObject({
      commit: z.enum(["headers", "first_event"]),
      firstEventMs: ms(600_000).optional(),
      onBreak: z.enum(["abort", "error_event_then_abort"]),
    })
    .partial()
    .optional(),
  exposure: z.strictObject({ clientHeaders: z.boolean() }).optional(),
  onUnsupported: z.enum(["reject", "relay", "approximate"]).optional(),
  accept: z.array(z.string().max(100)).max(50).optional(),
};

const chainOf = <T extends z.ZodType<{ id: string }>>(target: T) =>
  z.array(target).min(1, "A chain has at least one target.").max(8, "A chain has at most 8 targets.");

/** `fallback/v1`, resolved for one environment: what is compiled and what gateways read. */
export const FallbackPolicy = z.strictObject({ ...policyFields, chain: chainOf(Target) });
export type FallbackPolicy = z.infer<typeof FallbackPolicy>;

/** `fallback/v1` as edited and reviewed, the same for every environment. */
export const UnboundPolicy = z.strictObject({ ...policyFields, chain: chainOf(UnboundTarget) });
export type UnboundPolicy = z.infer<typeof UnboundPolicy>;

/** Something to know about a policy. An `error` stops publishing; a `warning` is shown. */
export interface Finding {
  severity: "error" | "warning";
  /** Stable name of the rule, e.g. `duplicate-target-id`. */
  code: string;
  /** The field, from the policy's root: `["chain", 0, "timeouts", "connectMs"]`. */
  path: (string | number)[];
  message: string;
}
