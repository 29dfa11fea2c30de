import { DEFAULTS } from "#lib/fallback";
import type { SectionSpec } from "./field-spec.ts";
import { valueAt } from "./field-value.ts";

export const NOTHING_ANSWERS: SectionSpec = {
  title: "When nothing answers",
  intro: "What the caller gets, and is told.",
  fields: [
    {
      path: "allUnavailable",
      label: "All targets are out of service",
      hint: "The detector may be wrong: a try costs little.",
      control: {
        kind: "choice",
        choices: [
          ["try_last", "Try the last one all the same"],
          ["try_anyway", "Try all, in order"],
          ["fail_fast", "Fail at once"],
        ],
      },
    },
    {
      path: "whenExhausted.respond",
      label: "Every attempt failed: answer with",
      hint: "Where no static answer ends the chain.",
      control: {
        kind: "choice",
        choices: [
          ["last", "The last failure"],
          ["first", "The first failure"],
          ["synthetic", "A status of the gateway’s own"],
        ],
      },
    },
    {
      path: "whenExhausted.status",
      label: "Status",
      hint: "400 or above.",
      control: { kind: "number", default: DEFAULTS.whenExhausted.status },
      only: (policy) => valueAt(policy, "whenExhausted.respond") === "synthetic",
    },
    {
      path: "exposure.clientHeaders",
      label: "Tell the caller",
      hint: "X-Fallback-Target, -Attempts and -Reason in the answer.",
      control: { kind: "switch", default: DEFAULTS.exposure.clientHeaders },
    },
  ],
};

export const STREAMS: SectionSpec = {
  title: "Event streams",
  intro:
    "What counts as an answer where it is an event stream, and how the caller learns that one broke off.",
  fields: [
    {
      path: "stream.commit",
      label: "A stream counts as an answer",
      hint: "Until then another target can take over.",
      control: {
        kind: "choice",
        choices: [
          ["headers", "As soon as its headers are here"],
          ["first_event", "When its first event is here, and no error"],
        ],
      },
    },
    {
      path: "stream.firstEventMs",
      label: "First event within",
      hint: "From the answer’s headers; a later one is a failure.",
      control: { kind: "number", unit: "ms", default: DEFAULTS.stream.firstEventMs },
      only: (policy) =>
        valueAt(policy, "stream.commit") === "first_event" ||
        valueAt(policy, "stream.firstEventMs") !== undefined,
    },
    {
      path: "stream.onBreak",
      label: "It breaks off later",
      hint: "Nobody can take over then.",
      control: {
        kind: "choice",
        choices: [
          ["abort", "Cut the connection"],
          ["error_event_then_abort", "Send an error event, then cut"],
        ],
      },
    },
  ],
};

export const RESIDENCY: SectionSpec = {
  title: "Where requests may go",
  intro: "Targets outside these regions, or of unknown region, keep the version from being published.",
  fields: [
    {
      path: "regions",
      label: "Allowed regions",
      hint: "As targets name theirs under failure domain. Empty: anywhere.",
      control: { kind: "names", placeholder: "eu-central, eu-west", spaced: true },
    },
  ],
};

export const RISKS: SectionSpec = {
  title: "Accepted risks",
  intro: "Errors that this chain’s owner knows of and accepts; they become warnings.",
  fields: [
    {
      path: "accept",
      label: "Accepted",
      control: {
        kind: "several",
        choices: [
          ["plain-http-fallback", "A fallback in the clear after targets over TLS"],
          ["replay-without-dedup", "Repeats without a shared idempotency store"],
          ["stale-is-last", "A last good response with nothing after it"],
        ],
      },
    },
    {
      path: "onUnsupported",
      label: "A gateway that cannot do it all",
      hint: "What compiling for other gateways may do.",
      control: {
        kind: "choice",
        choices: [
          ["reject", "Refuse to publish"],
          ["relay", "Relay through one that can"],
          ["approximate", "Come close"],
        ],
      },
    },
  ],
};
