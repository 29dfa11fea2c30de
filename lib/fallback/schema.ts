import { z } from "zod";
import { BoundTarget, Target, Triggers, UnboundTarget } from "./target-schema.ts";
import { HeaderName, MethodName, ms, StatusCode, TargetId } from "./values.ts";

/*
 * The types of `fallback/v1`. Durations are integer milliseconds (`…Ms`), sizes bytes (`…Bytes`), ratios 0–100 (`…Percent`).
 * Absent means default (defaults.ts); there are no nulls.
 */

export * from "./binding-schema.ts";
export * from "./controls-schema.ts";
export * from "./target-schema.ts";
export { StatusRange, TargetId } from "./values.ts";

const percent = z.int().min(0).max(100);

export const Replay = z
  .strictObject({
    safeMethods: z.array(MethodName).max(20),
    /** For PUT and DELETE, unless they are among the safe methods. */
    idempotentUnsafe: z.enum(["shared_state", "always", "never"]),
    /** For all other methods, a GET that is not among the safe ones too. */
    nonIdempotent: z.enum(["never", "before_send", "with_key", "always"]),
    idempotencyHeader: HeaderName,
    bodyMaxBytes: z
      .int()
      .min(0)
      .max(64 * 1024 * 1024),
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
    /** How often clients try again by themselves, as they are known to: for findings only. */
    clientRetries: z.int().min(0).max(10),
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
  /** Where requests may go: the regions of network targets' failure domains. Absent: anywhere. */
  regions: z.array(z.string().trim().min(1).max(100)).min(1).max(20).optional(),
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

/** `fallback/v1` with one environment's addresses; other APIs are still named, not put in. */
export const BoundPolicy = z.strictObject({ ...policyFields, chain: chainOf(BoundTarget) });
export type BoundPolicy = z.infer<typeof BoundPolicy>;

/** Something to know about a policy. An `error` stops publishing; a `warning` is shown. */
export const Finding = z
  .object({
    severity: z.enum(["error", "warning"]),
    code: z.string().describe("Stable name of the rule, e.g. `duplicate-target-id`."),
    path: z
      .array(z.union([z.string(), z.int()]))
      .describe('The field, from the policy\'s root: `["chain", 0, "timeouts", "connectMs"]`.'),
    message: z.string(),
  })
  .meta({ id: "Finding" });
export type Finding = z.infer<typeof Finding>;
