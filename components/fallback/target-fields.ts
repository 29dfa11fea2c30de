import { DEFAULTS } from "#lib/fallback";
import type { UnboundTarget } from "#lib/fallback/schema";
import { valueAt } from "./field-value.ts";
import type { FieldSpec, SectionSpec } from "./field-spec.ts";
import { LIMITS, OTHER_API } from "./api-fields.ts";
import { STALE, STATIC } from "./local-fields.ts";
import { SERVICE } from "./service-fields.ts";

const READ_ONLY: FieldSpec = {
  path: "semantics.readOnly",
  label: "Read only",
  hint: "It gets reads; writes are passed on to the next target.",
  control: { kind: "switch", default: false },
};

const TAKES: SectionSpec = {
  title: "Takes",
  intro: "A request that does not match is passed on to the next target.",
  fields: [
    {
      path: "when.methods",
      label: "Methods",
      hint: "Only these methods.",
      control: { kind: "names", placeholder: "all methods", upperCase: true },
    },
    {
      path: "when.header",
      label: "Headers",
      hint: "All of these must hold.",
      control: {
        kind: "rows",
        add: "Add a header",
        seed: { name: "X-Beta" },
        columns: [
          { key: "name", label: "Header", control: { kind: "text", placeholder: "X-Beta" } },
          {
            key: "present",
            label: "Is",
            optional: true,
            control: {
              kind: "choice",
              choices: [
                ["true", "there"],
                ["false", "absent"],
              ],
            },
          },
          {
            key: "equals",
            label: "Equals",
            optional: true,
            control: { kind: "text", placeholder: "any value" },
          },
        ],
      },
    },
    {
      path: "when.features",
      label: "Features",
      hint: "What the request needs of a model.",
      control: { kind: "names", placeholder: "none" },
    },
  ],
};

/** Of an answer of the gateway's own: of the facts about a target, this one bears on it. */
const LOCAL_TAKES: SectionSpec = { ...TAKES, fields: [...TAKES.fields, READ_ONLY] };

const TIMEOUTS: SectionSpec = {
  title: "Timeouts",
  intro: "How long the gateway waits for this target before it gives up on it.",
  fields: [
    {
      path: "timeouts.connectMs",
      label: "Connect",
      hint: "To a usable connection: DNS, TCP and TLS.",
      control: { kind: "number", unit: "ms", default: DEFAULTS.timeouts.connectMs },
      half: true,
    },
    {
      path: "timeouts.firstByteMs",
      label: "First byte",
      hint: "From the request sent to the answer’s first byte.",
      control: { kind: "number", unit: "ms", default: DEFAULTS.timeouts.firstByteMs },
      half: true,
    },
    {
      path: "timeouts.idleMs",
      label: "Idle",
      hint: "Longest silence while the answer is passed on.",
      control: { kind: "number", unit: "ms", default: DEFAULTS.timeouts.idleMs },
      half: true,
    },
    {
      path: "timeouts.attemptMs",
      label: "Whole attempt",
      hint: "Connect and first byte together.",
      control: { kind: "number", unit: "ms", absent: "no limit" },
      half: true,
    },
    {
      path: "minUsefulMs",
      label: "Least useful time",
      hint: "With less time than this left, the target is not tried.",
      control: { kind: "number", unit: "ms", default: DEFAULTS.minUsefulMs },
    },
  ],
};

const ATTEMPTS: SectionSpec = {
  title: "Attempts and load",
  intro: "How often one request tries this target, and how many it may have at once.",
  fields: [
    {
      path: "attempts.max",
      label: "Attempts",
      hint: "A second attempt takes another address first.",
      control: { kind: "number", default: DEFAULTS.attempts.max },
      half: true,
    },
    {
      path: "maxConcurrent",
      label: "Requests at once",
      hint: "More are passed on, so a fallback is not sunk.",
      control: { kind: "number", absent: "no limit" },
      half: true,
    },
    {
      path: "attempts.backoff.baseMs",
      label: "First wait",
      hint: "Before the second attempt; doubles with each.",
      control: { kind: "number", unit: "ms", default: DEFAULTS.attempts.backoff.baseMs },
      half: true,
      only: repeats,
    },
    {
      path: "attempts.backoff.maxMs",
      label: "Longest wait",
      hint: "Where doubling ends.",
      control: { kind: "number", unit: "ms", default: DEFAULTS.attempts.backoff.maxMs },
      half: true,
      only: repeats,
    },
    {
      path: "attempts.backoff.jitter",
      label: "Jitter",
      hint: "A random part keeps requests that failed together from coming back together.",
      control: {
        kind: "choice",
        choices: [
          ["full", "Anywhere up to the wait"],
          ["none", "Exactly the wait"],
        ],
      },
      only: repeats,
    },
  ],
};

function repeats(target: object): boolean {
  return (
    Number(valueAt(target, "attempts.max") ?? 1) > 1 || valueAt(target, "attempts.backoff") !== undefined
  );
}

const FORWARDING: SectionSpec = {
  title: "Forwarding",
  intro: "What is changed in the request on its way to this target.",
  fields: [
    {
      path: "rewrite.stripPrefix",
      label: "Take off the path",
      hint: "From its start, where it is there.",
      control: { kind: "text", placeholder: "/v1" },
      half: true,
    },
    {
      path: "rewrite.addPrefix",
      label: "Put before the path",
      hint: "After the prefix was taken off.",
      control: { kind: "text", placeholder: "/api" },
      half: true,
    },
    {
      path: "rewrite.setHeaders",
      label: "Set headers",
      hint: "One per line: Name: value.",
      control: { kind: "headers" },
    },
    {
      path: "rewrite.removeHeaders",
      label: "Remove headers",
      hint: "Names, separated by commas.",
      control: { kind: "names", placeholder: "none" },
    },
    {
      path: "host.mode",
      label: "Host header",
      hint: "What the target sees as the host.",
      control: {
        kind: "choice",
        choices: [
          ["upstream", "The target’s own"],
          ["pass", "As the caller sent it"],
          ["set", "This one"],
        ],
      },
      half: true,
    },
    {
      path: "host.value",
      label: "Host",
      hint: "Name and port.",
      control: { kind: "text", placeholder: "orders.internal" },
      half: true,
      only: (target) => valueAt(target, "host.mode") === "set",
    },
  ],
};

const FACTS: SectionSpec = {
  title: "Facts and exercise",
  intro: "What the gateway cannot see: what the target shares with others, and what would take both down.",
  fields: [
    {
      path: "semantics.sharesState",
      label: "Shares state with the other targets",
      hint: "A PUT or DELETE that may have been executed elsewhere can be repeated here.",
      control: { kind: "switch", default: false },
    },
    {
      path: "semantics.sharesDedupStore",
      label: "Shares the idempotency store",
      hint: "A request with an idempotency key can be repeated here.",
      control: { kind: "switch", default: false },
    },
    READ_ONLY,
    {
      path: "failureDomain.region",
      label: "Region",
      hint: "Shown on the card; targets that agree share their fate.",
      control: { kind: "text", placeholder: "eu-west-1" },
      half: true,
    },
    {
      path: "failureDomain.provider",
      label: "Provider",
      hint: "Who runs it.",
      control: { kind: "text", placeholder: "aws" },
      half: true,
    },
    {
      path: "failureDomain.credential",
      label: "Account",
      hint: "Whose limits and revocation it is under.",
      control: { kind: "text", placeholder: "acct-prod" },
      half: true,
    },
    {
      path: "canaryPercent",
      label: "Always exercised",
      hint: "Share of requests that start here, so it is known to work.",
      control: { kind: "number", unit: "%", default: 0, fraction: true },
      half: true,
    },
  ],
};

/** The sections of a target's form, in order. Addresses and credentials have their own, per environment. */
export function sectionsOf(kind: UnboundTarget["kind"]): readonly SectionSpec[] {
  switch (kind) {
    case "http":
      return [TAKES, TIMEOUTS, ATTEMPTS, ...SERVICE, FORWARDING, FACTS];
    case "api":
      return [OTHER_API, TAKES, LIMITS, FACTS];
    case "ai":
      return [TAKES, TIMEOUTS, ATTEMPTS, ...SERVICE, FACTS];
    case "stale":
      return [STALE, LOCAL_TAKES];
    case "static":
      return [STATIC, LOCAL_TAKES];
  }
}
