import { DEFAULTS } from "#lib/fallback";
import type { FieldSpec, SectionSpec } from "./field-spec.ts";
import { valueAt } from "./field-value.ts";
import { formatStatusList } from "./optional-field.ts";
import { NOTHING_ANSWERS, RESIDENCY, RISKS, STREAMS } from "./answer-fields.ts";
import { ANSWER_TRIGGERS, TRIGGERS } from "./service-fields.ts";

const MOVE_ON: SectionSpec = {
  title: "Move on when",
  intro: "What makes the gateway try the next target. A target can have its own rules.",
  fields: [
    ...TRIGGERS.map(([key, label, hint]): FieldSpec => ({
      path: `triggers.${key}`,
      label,
      hint,
      control: { kind: "switch", default: true },
    })),
    ...ANSWER_TRIGGERS("triggers", formatStatusList(DEFAULTS.triggers.status)),
  ],
};

const REPEATING: SectionSpec = {
  title: "Repeating requests",
  intro: "A request that may have been executed is sent again only with permission.",
  fields: [
    {
      path: "replay.nonIdempotent",
      label: "POST and PATCH",
      hint: "And others not named below. Executed twice, they may do their work twice.",
      control: {
        kind: "choice",
        choices: [
          ["before_send", "Only when it was not sent"],
          ["never", "Never"],
          ["with_key", "Also with an idempotency key"],
          ["always", "Always (risky)"],
        ],
      },
    },
    {
      path: "replay.idempotentUnsafe",
      label: "PUT and DELETE",
      hint: "Idempotent within one store only.",
      control: {
        kind: "choice",
        choices: [
          ["shared_state", "When both targets share state"],
          ["always", "Always"],
          ["never", "Never"],
        ],
      },
    },
    {
      path: "replay.safeMethods",
      label: "Safe methods",
      hint: "Always free to move on. A GET left out is treated like a POST.",
      control: { kind: "names", placeholder: DEFAULTS.replay.safeMethods.join(", "), upperCase: true },
    },
    {
      path: "replay.idempotencyHeader",
      label: "Idempotency header",
      hint: "Carries the caller’s key.",
      control: { kind: "text", placeholder: DEFAULTS.replay.idempotencyHeader },
    },
    {
      path: "replay.bodyMaxBytes",
      label: "Body kept",
      hint: "So much of a body is kept to be sent again.",
      control: { kind: "number", unit: "bytes", default: DEFAULTS.replay.bodyMaxBytes },
    },
    {
      path: "replay.bodyOverLimit",
      label: "A longer body",
      hint: "Cannot be sent twice.",
      control: {
        kind: "choice",
        choices: [
          ["no_fallback", "Goes to one target alone"],
          ["reject_413", "Is refused with 413"],
        ],
      },
    },
  ],
};

const BUDGET: SectionSpec = {
  title: "Time and attempts",
  intro: "What one request may cost. The caller’s own deadline can only shorten it.",
  fields: [
    {
      path: "budget.deadlineMs",
      label: "Deadline",
      hint: "From arrival to the answer’s headers.",
      control: { kind: "number", unit: "ms", default: DEFAULTS.budget.deadlineMs },
      half: true,
    },
    {
      path: "budget.maxAttempts",
      label: "Attempts",
      hint: "Over all targets.",
      control: { kind: "number", default: DEFAULTS.budget.maxAttempts },
      half: true,
    },
    {
      path: "budget.retryRatioPercent",
      label: "Repeats at most",
      hint: "Share of requests, in one failure domain.",
      control: { kind: "number", unit: "%", default: DEFAULTS.budget.retryRatioPercent },
      half: true,
    },
    {
      path: "budget.minRetriesPerSec",
      label: "Repeats always allowed",
      hint: "Per second, however few requests.",
      control: { kind: "number", default: DEFAULTS.budget.minRetriesPerSec },
      half: true,
    },
    {
      path: "budget.slowFailureCutoffMs",
      label: "Slow failures end it",
      hint: "A failure that took longer is not followed by another upstream.",
      control: { kind: "number", unit: "ms", absent: "off" },
    },
    {
      path: "budget.clientRetries",
      label: "Clients try again",
      hint: "So often, by themselves. Their retries and the gateway’s multiply.",
      control: { kind: "number", absent: "not known" },
    },
    {
      path: "retryAfter.mode",
      label: "A target asks for a respite",
      hint: "With Retry-After on 503 or 429.",
      control: {
        kind: "choice",
        choices: [
          ["skip_target", "Pass it over until then"],
          ["wait", "Wait for it"],
          ["ignore", "Ignore it"],
        ],
      },
    },
    {
      path: "retryAfter.maxWaitMs",
      label: "Wait at most",
      hint: "A longer respite is passed over.",
      control: { kind: "number", unit: "ms", default: DEFAULTS.retryAfter.maxWaitMs },
      only: (policy) =>
        valueAt(policy, "retryAfter.mode") === "wait" ||
        valueAt(policy, "retryAfter.maxWaitMs") !== undefined,
    },
  ],
};

const flaps = (policy: object) => valueAt(policy, "failback.flap") !== undefined;

const FAILBACK: SectionSpec = {
  title: "Coming back",
  intro: "How traffic returns to a target that recovered.",
  fields: [
    {
      path: "failback.mode",
      label: "Back to the primary",
      hint: "By hand where its data may have fallen behind.",
      control: {
        kind: "choice",
        choices: [
          ["auto", "By itself, after hold-down"],
          ["manual", "When somebody releases it"],
          ["sticky", "Stay until the other fails"],
        ],
      },
    },
    {
      path: "failback.holdDownMs",
      label: "Hold-down",
      hint: "It must stay well for so long first.",
      control: { kind: "number", unit: "ms", default: DEFAULTS.failback.holdDownMs },
      half: true,
    },
    {
      path: "failback.slowStartMs",
      label: "Slow start",
      hint: "Its share grows to all over this time.",
      control: { kind: "number", unit: "ms", absent: "off" },
      half: true,
    },
    {
      path: "failback.steps",
      label: "Steps",
      hint: "In place of slow start: its share, and for how long.",
      control: {
        kind: "rows",
        add: "Add a step",
        seed: { percent: 10, forMs: 60_000 },
        columns: [
          { key: "percent", label: "Share", control: { kind: "number", unit: "%" } },
          { key: "forMs", label: "For", control: { kind: "number", unit: "ms" } },
        ],
      },
    },
    {
      path: "failback.flap",
      label: "Hold a flapping target longer",
      hint: "Each departure beyond the allowed ones adds to its hold-down.",
      control: { kind: "group", seed: { maxChanges: 3, windowMs: 600_000, penaltyMs: 60_000 } },
    },
    {
      path: "failback.flap.maxChanges",
      label: "Departures allowed",
      control: { kind: "number", required: true },
      half: true,
      only: flaps,
    },
    {
      path: "failback.flap.windowMs",
      label: "Within",
      control: { kind: "number", unit: "ms", required: true },
      half: true,
      only: flaps,
    },
    {
      path: "failback.flap.penaltyMs",
      label: "Each more adds",
      control: { kind: "number", unit: "ms", required: true },
      half: true,
      only: flaps,
    },
  ],
};

/** The sections of the form for what no single target owns, in order. */
export const POLICY_SECTIONS: readonly SectionSpec[] = [
  MOVE_ON,
  REPEATING,
  BUDGET,
  FAILBACK,
  NOTHING_ANSWERS,
  STREAMS,
  RESIDENCY,
  RISKS,
];
