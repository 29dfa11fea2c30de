import { DEFAULTS } from "#lib/fallback";
import type { FieldSpec, SectionSpec } from "./field-spec.ts";
import { valueAt } from "./field-value.ts";
import { formatStatusList } from "./optional-field.ts";

const probes = (target: object) => valueAt(target, "health.active") !== undefined;
const probesHttp = (target: object) => valueAt(target, "health.active.type") === "http";

const ACTIVE: SectionSpec = {
  title: "Active health",
  intro: "The gateway asks the target regularly, also while nobody else does.",
  fields: [
    {
      path: "health.active",
      label: "Probe this target",
      hint: "Finds it down before a request does, and up again without risking one.",
      control: { kind: "group", seed: { type: "http", path: "/" } },
    },
    {
      path: "health.active.type",
      label: "Probe",
      hint: "What counts as an answer.",
      control: {
        kind: "choice",
        required: true,
        choices: [
          ["http", "HTTP request"],
          ["tcp", "TCP connection"],
        ],
      },
      half: true,
      only: probes,
    },
    {
      path: "health.active.path",
      label: "Path",
      hint: "Of the probe’s request.",
      control: { kind: "text", placeholder: DEFAULTS.active.path },
      half: true,
      only: probesHttp,
    },
    {
      path: "health.active.method",
      label: "Method",
      hint: "Of the probe’s request.",
      control: { kind: "text", placeholder: DEFAULTS.active.method },
      half: true,
      only: probesHttp,
    },
    {
      path: "health.active.host",
      label: "Host header",
      hint: "Of the probe’s request.",
      control: { kind: "text", placeholder: "the target’s own" },
      half: true,
      only: probesHttp,
    },
    {
      path: "health.active.expect",
      label: "Good statuses",
      hint: "Codes and ranges.",
      control: { kind: "statuses", placeholder: formatStatusList(DEFAULTS.active.expect) },
      half: true,
      only: probesHttp,
    },
    {
      path: "health.active.timeoutMs",
      label: "Timeout",
      hint: "A slower answer is a bad probe.",
      control: { kind: "number", unit: "ms", default: DEFAULTS.active.timeoutMs },
      half: true,
      only: probes,
    },
    {
      path: "health.active.intervalMs",
      label: "Every",
      hint: "While it is up.",
      control: { kind: "number", unit: "ms", default: DEFAULTS.active.intervalMs },
      half: true,
      only: probes,
    },
    {
      path: "health.active.unhealthyIntervalMs",
      label: "Every, while down",
      hint: "Shorter finds it well sooner.",
      control: { kind: "number", unit: "ms", absent: "as while up" },
      half: true,
      only: probes,
    },
    {
      path: "health.active.unhealthyFailures",
      label: "Bad probes to go",
      hint: "In a row.",
      control: { kind: "number", default: DEFAULTS.active.unhealthyFailures },
      half: true,
      only: probes,
    },
    {
      path: "health.active.healthySuccesses",
      label: "Good probes to return",
      hint: "In a row.",
      control: { kind: "number", default: DEFAULTS.active.healthySuccesses },
      half: true,
      only: probes,
    },
    {
      path: "health.active.initial",
      label: "Before the first probe",
      hint: "What is assumed when a gateway starts.",
      control: {
        kind: "choice",
        choices: [
          ["up", "Up"],
          ["down", "Down"],
        ],
      },
      only: probes,
    },
  ],
};

const PASSIVE: SectionSpec = {
  title: "Passive health",
  intro: "Failures of live requests in a row take the target out of service.",
  fields: [
    {
      path: "health.passive.failures",
      label: "Failures in a row",
      hint: "Refused, reset, timed out, or a failing status.",
      control: { kind: "number", default: DEFAULTS.passive.failures },
      half: true,
    },
    {
      path: "health.passive.windowMs",
      label: "Within",
      hint: "Older failures are forgotten.",
      control: { kind: "number", unit: "ms", default: DEFAULTS.passive.windowMs },
      half: true,
    },
    {
      path: "health.passive.ejectMs",
      label: "Out of service for",
      hint: "Then it is held down, and returns.",
      control: { kind: "number", unit: "ms", default: DEFAULTS.passive.ejectMs },
      half: true,
    },
    {
      path: "health.passive.statuses",
      label: "Failing statuses",
      hint: "Codes and ranges.",
      control: { kind: "statuses", placeholder: formatStatusList(DEFAULTS.passive.statuses), none: true },
      half: true,
    },
  ],
};

const CIRCUIT: SectionSpec = {
  title: "Circuit",
  intro: "Opens when too many requests fail; a few probes decide when it closes again.",
  fields: [
    {
      path: "circuit.failurePercent",
      label: "Opens at failures",
      hint: "Share of the requests in the window.",
      control: { kind: "number", unit: "%", default: DEFAULTS.circuit.failurePercent },
      half: true,
    },
    {
      path: "circuit.minRequests",
      label: "Of at least",
      hint: "Requests; fewer say nothing.",
      control: { kind: "number", default: DEFAULTS.circuit.minRequests },
      half: true,
    },
    {
      path: "circuit.windowMs",
      label: "Within",
      hint: "The window slides.",
      control: { kind: "number", unit: "ms", default: DEFAULTS.circuit.windowMs },
      half: true,
    },
    {
      path: "circuit.consecutive",
      label: "Or failures in a row",
      hint: "Opens at once, however few requests there were.",
      control: { kind: "number", absent: "off" },
      half: true,
    },
    {
      path: "circuit.openMs",
      label: "Open for",
      hint: "The first time; doubles each time it opens again.",
      control: { kind: "number", unit: "ms", default: DEFAULTS.circuit.openMs },
      half: true,
    },
    {
      path: "circuit.maxOpenMs",
      label: "At most",
      hint: "Where doubling ends.",
      control: { kind: "number", unit: "ms", default: DEFAULTS.circuit.maxOpenMs },
      half: true,
    },
    {
      path: "circuit.halfOpenMax",
      label: "Half-open requests",
      hint: "Let through at once to see whether it works again.",
      control: { kind: "number", default: DEFAULTS.circuit.halfOpenMax },
    },
  ],
};

/** What moves a request on. The chain's fields and a target's overrides are the same. */
export const TRIGGERS = [
  ["connectFailure", "It cannot be reached", "DNS, TCP, TLS or the connect timeout: nothing was sent."],
  ["reset", "The connection breaks", "After the request was sent, before an answer."],
  ["firstByteTimeout", "No answer in time", "The first byte did not come."],
  ["attemptTimeout", "The attempt takes too long", "The whole attempt ran out of time."],
  ["unhealthy", "It is out of service", "Active or passive health says so."],
  ["circuitOpen", "Its circuit is open", "Too many requests failed lately."],
  ["overloaded", "It is full", "It has as many requests as it may have at once."],
] as const;

/** Answers that count as failures, and headers that say so. */
export const ANSWER_TRIGGERS = (prefix: string, placeholder: string): FieldSpec[] => [
  {
    path: `${prefix}.status`,
    label: "It answers with",
    hint: "Codes and ranges. 500 and 429 are not in the default.",
    control: { kind: "statuses", placeholder, none: true },
  },
  {
    path: `${prefix}.responseHeader`,
    label: "Its answer has the header",
    hint: "Any of these marks the answer as a failure, whatever its status.",
    control: {
      kind: "rows",
      add: "Add a header",
      seed: { name: "X-Should-Fallback" },
      columns: [
        { key: "name", label: "Header", control: { kind: "text", placeholder: "X-Should-Fallback" } },
        {
          key: "equals",
          label: "Equals",
          optional: true,
          control: { kind: "text", placeholder: "any value" },
        },
      ],
    },
  },
];

const OVERRIDES: SectionSpec = {
  title: "Move on from it when",
  intro: "Only what differs from the chain’s own rules.",
  fields: [
    ...TRIGGERS.map(([key, label, hint]): FieldSpec => ({
      path: `onFailure.${key}`,
      label,
      hint,
      control: { kind: "override" },
    })),
    ...ANSWER_TRIGGERS("onFailure", "as the chain"),
  ],
};

/** How a network target leaves service, comes back, and hands requests on. */
export const SERVICE: readonly SectionSpec[] = [ACTIVE, PASSIVE, CIRCUIT, OVERRIDES];
