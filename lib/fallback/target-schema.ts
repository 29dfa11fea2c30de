import { z } from "zod";
import { Slug, VersionName } from "#lib/ids/schema";
import { EndpointUrl, TargetAuth, TargetBinding } from "./binding-schema.ts";
import {
  HeaderMap,
  HeaderName,
  HeaderValue,
  MethodName,
  ms,
  ServedTargetId,
  StatusRange,
  TargetId,
} from "./values.ts";

/* One target of a chain, resolved (`Target`) and as edited (`UnboundTarget`). */

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
  path: z
    .string()
    .max(1024)
    .regex(/^\/[^\s#]*$/, "A path that starts with /.")
    .optional(),
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

/** What every kind of target can say. */
const common = {
  id: TargetId,
  when: z
    .strictObject({
      methods: z.array(MethodName).min(1).max(20),
      header: z
        .array(
          z.strictObject({
            name: HeaderName,
            present: z.boolean().optional(),
            equals: HeaderValue.optional(),
          }),
        )
        .min(1)
        .max(10),
      features: z.array(z.string().max(60)).max(20),
    })
    .partial()
    .optional(),
  minUsefulMs: ms(60_000).optional(),
  maxConcurrent: z.int().min(1).max(1_000_000).optional(),
  semantics: z
    .strictObject({ sharesState: z.boolean(), sharesDedupStore: z.boolean(), readOnly: z.boolean() })
    .partial()
    .optional(),
  failureDomain: z
    .strictObject({
      region: z.string().max(60),
      provider: z.string().max(60),
      credential: z.string().max(120),
    })
    .partial()
    .optional(),
  canaryPercent: z.number().min(0).max(10).optional(),
};

/** And what only its owner can say of it: an API in another's chain keeps its own. */
const targetBase = {
  ...common,
  timeouts: Timeouts.optional(),
  attempts: z
    .strictObject({
      max: z.int().min(1).max(8),
      backoff: z
        .strictObject({ baseMs: ms(60_000), maxMs: ms(60_000), jitter: z.enum(["full", "none"]) })
        .optional(),
    })
    .optional(),
  health: z.strictObject({ active: ActiveHealth, passive: PassiveHealth }).partial().optional(),
  circuit: Circuit.optional(),
  onFailure: Triggers.optional(),
};

const httpFields = {
  kind: z.literal("http"),
  host: z
    .strictObject({ mode: z.enum(["pass", "upstream", "set"]), value: z.string().max(253).optional() })
    .optional(),
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

/** As gateways get it, a target's id may be that of a target of another API. */
const served = { id: ServedTargetId };

const UnboundHttp = z.strictObject({ ...targetBase, ...httpFields });
const Http = z.strictObject({
  ...targetBase,
  ...served,
  ...httpFields,
  ...TargetBinding.shape,
  /**
   * On a target of another API: the request's path is what follows the route's own prefix, whether or not the route takes
   * that off, after this. Empty, or the prefix that API's own route leaves on.
   */
  mountPath: z
    .string()
    .max(512)
    .regex(/^(\/[^\s?#]*)?$/, "Empty, or a path that starts with /.")
    .optional(),
});

/** Another API of the catalogue. It becomes its targets when the document is compiled; no gateway sees it. */
const Api = z.strictObject({
  ...common,
  kind: z.literal("api"),
  /** Its slug, which never changes. */
  apiId: Slug,
  version: VersionName,
  /** All of its chain, or the first target alone. */
  entry: z.enum(["full_policy", "first_target"]),
});
export type ApiTarget = z.infer<typeof Api>;

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
  maxStaleMs: z
    .int()
    .min(1000)
    .max(7 * 86_400_000),
  methods: z
    .array(z.enum(["GET", "HEAD"]))
    .min(1)
    .max(2)
    .optional(),
  varyBy: z.array(HeaderName).max(20).optional(),
  isolateBy: z.enum(["public", "consumer", "authorization"]),
  maxEntryBytes: z
    .int()
    .min(1)
    .max(16 * 1024 * 1024),
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
export const Target = z.discriminatedUnion("kind", [
  Http,
  Ai.extend(served),
  Stale.extend(served),
  Static.extend(served),
]);
export type Target = z.infer<typeof Target>;
export type HttpTarget = z.infer<typeof Http>;
export type StaleTarget = z.infer<typeof Stale>;
export type StaticTarget = z.infer<typeof Static>;

/** A target with its addresses; other APIs are not put in yet. */
export const BoundTarget = z.discriminatedUnion("kind", [Http, Api, Ai, Stale, Static]);
export type BoundTarget = z.infer<typeof BoundTarget>;

/** A target as it is edited: what differs per environment is in `Bindings`. */
export const UnboundTarget = z.discriminatedUnion("kind", [UnboundHttp, Api, Ai, Stale, Static]);
export type UnboundTarget = z.infer<typeof UnboundTarget>;
