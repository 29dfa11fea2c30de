import type {
  AnyPolicy,
  Behaviour,
  MinuteSimulation,
  SimulatedRequest,
  SimulatedState,
  Simulation,
} from "#lib/fallback";
import { formatHeaders, parseHeaders } from "./optional-field.ts";

/** What can be wrong with a target, and what it is called. `amount` is the default of what one may say more exactly. */
export const FAULTS = {
  up: { label: "Answers" },
  refused: { label: "Refuses connections" },
  hangs: { label: "Accepts and hangs" },
  reset: { label: "Breaks the connection" },
  slow: { label: "Answers late", amount: 3000, unit: "ms", amountLabel: "After" },
  status: { label: "Answers with a status", amount: 503, amountLabel: "Status" },
  respite: { label: "503 with Retry-After", amount: 30, unit: "s", amountLabel: "Retry-After" },
  limited: { label: "429 with Retry-After", amount: 30, unit: "s", amountLabel: "Retry-After" },
  ejected: { label: "Is down by health", state: "ejected" },
  open: { label: "Has an open circuit", state: "open" },
  cooling: { label: "Asked for a respite", state: "cooling" },
  held: { label: "Is in hold-down", state: "held" },
  full: { label: "Is full" },
} as const satisfies Record<string, FaultLook>;

interface FaultLook {
  label: string;
  amount?: number;
  unit?: "ms" | "s";
  amountLabel?: string;
  state?: SimulatedState;
}

export type FaultName = keyof typeof FAULTS;
export const isFaultName = (name: string): name is FaultName => Object.hasOwn(FAULTS, name);
export const lookOf = (name: FaultName): FaultLook => FAULTS[name];

export interface Fault {
  name: FaultName;
  amount?: number;
}

export const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;
export const LENGTHS_S = [60, 120, 300] as const;

/** What a person plays through; all of it is in the URL. */
export interface SimulationSettings {
  mode: "request" | "minute";
  method: string;
  bodyBytes: number;
  idempotencyKey: boolean;
  clientDeadlineMs: number | undefined;
  canary: boolean;
  headers: Record<string, string>;
  /** By target id; absent: it answers. */
  faults: Record<string, Fault>;
  requestsPerSecond: number;
  /** The faults last from this second to that. */
  fromS: number;
  toS: number;
  lengthS: number;
}

const DEFAULTS = { requestsPerSecond: 20, fromS: 10, toS: 30, lengthS: 60 } as const;
const usualBody = (method: string) => (["POST", "PUT", "PATCH"].includes(method) ? 200 : 0);

/** The settings that a URL names; unless it says otherwise, the primary refuses a GET. */
export function readSettings(search: URLSearchParams, policy: AnyPolicy): SimulationSettings {
  const method = METHODS.find((name) => name === search.get("method")) ?? "GET";
  const lengthS = LENGTHS_S.find((length) => String(length) === search.get("for")) ?? DEFAULTS.lengthS;
  const number = (name: string, otherwise: number, max: number) => {
    const text = search.get(name);
    return text !== null && /^\d{1,9}$/.test(text) ? Math.min(Number(text), max) : otherwise;
  };
  const fromS = number("from", DEFAULTS.fromS, lengthS);
  return {
    mode: search.get("sim") === "minute" ? "minute" : "request",
    method,
    bodyBytes: number("body", usualBody(method), 1_000_000_000),
    idempotencyKey: search.get("key") === "1",
    clientDeadlineMs: search.has("deadline") ? number("deadline", 1000, 600_000) : undefined,
    canary: search.get("canary") === "1",
    headers: parseHeaders(search.get("headers") ?? "") ?? {},
    faults: readFaults(search.get("faults"), policy),
    requestsPerSecond: Math.max(1, number("rate", DEFAULTS.requestsPerSecond, 100)),
    fromS,
    toS: Math.max(fromS, number("to", DEFAULTS.toS, lengthS)),
    lengthS,
  };
}

/** The settings as a URL's parameters; what is as usual is left out. */
export function writeSettings(settings: SimulationSettings, policy: AnyPolicy) {
  const { method, bodyBytes, clientDeadlineMs, headers } = settings;
  const faults = writeFaults(settings.faults, policy);
  const unless = (value: number, usual: number) => (value === usual ? undefined : String(value));
  return {
    sim: settings.mode === "minute" ? "minute" : undefined,
    method: method === "GET" ? undefined : method,
    body: unless(bodyBytes, usualBody(method)),
    key: settings.idempotencyKey ? "1" : undefined,
    deadline: clientDeadlineMs === undefined ? undefined : String(clientDeadlineMs),
    canary: settings.canary ? "1" : undefined,
    headers: formatHeaders(headers) || undefined,
    faults: faults === writeFaults(usualFaults(policy), policy) ? undefined : faults,
    rate: unless(settings.requestsPerSecond, DEFAULTS.requestsPerSecond),
    from: unless(settings.fromS, DEFAULTS.fromS),
    to: unless(settings.toS, DEFAULTS.toS),
    for: unless(settings.lengthS, DEFAULTS.lengthS),
  } satisfies Record<string, string | undefined>;
}

function usualFaults(policy: AnyPolicy): Record<string, Fault> {
  const first = policy.chain[0];
  return first && first.kind !== "static" ? { [first.id]: { name: "refused" } } : {};
}

/** `primary.refused_dr.slow.2000`; "none" where nothing fails. The id of an API's place means all of its targets. */
function readFaults(text: string | null, policy: AnyPolicy): Record<string, Fault> {
  if (text === null) return usualFaults(policy);
  const faults: Record<string, Fault> = {};
  for (const part of text.split("_")) {
    const [id = "", name = "", amount] = part.split(".");
    if (!isFaultName(name)) continue;
    const exact = amount !== undefined && /^\d{1,7}$/.test(amount) ? { amount: Number(amount) } : {};
    const meant = policy.chain.filter((target) => target.id === id || target.id.startsWith(`${id}/`));
    for (const target of meant) if (target.kind !== "static") faults[target.id] = { name, ...exact };
  }
  return faults;
}

function writeFaults(faults: Record<string, Fault>, policy: AnyPolicy): string {
  const parts = policy.chain.flatMap(({ id }) => {
    const fault = faults[id];
    if (fault === undefined || fault.name === "up") return [];
    return [[id, fault.name, ...(fault.amount === undefined ? [] : [fault.amount])].join(".")];
  });
  return parts.join("_") || "none";
}

/** What a target does. A state is no behaviour: a target in it would answer. */
function behaviourOf({ name, amount }: Fault): Behaviour {
  const exact = amount ?? lookOf(name).amount ?? 0;
  switch (name) {
    case "refused":
    case "hangs":
    case "reset":
      return { kind: name };
    case "slow":
      return { kind: "slow", ms: exact };
    case "status":
      return { kind: "status", status: exact };
    case "respite":
      return { kind: "status", status: 503, retryAfterMs: exact * 1000 };
    case "limited":
      return { kind: "status", status: 429, retryAfterMs: exact * 1000 };
    default:
      return { kind: "up" };
  }
}

function requestOf(settings: SimulationSettings, policy: AnyPolicy): SimulatedRequest {
  const { method, bodyBytes, clientDeadlineMs, canary } = settings;
  const key = policy.replay?.idempotencyHeader ?? "Idempotency-Key";
  return {
    method,
    bodyBytes,
    headers: { ...settings.headers, ...(settings.idempotencyKey ? { [key]: "3f9c" } : {}) },
    ...(clientDeadlineMs === undefined ? {} : { clientDeadlineMs }),
    ...(canary ? { draw: 0 } : {}),
  };
}

/** One request, as the decision core takes it. */
export function requestSimulation(
  settings: SimulationSettings,
  policy: AnyPolicy,
): Omit<Simulation, "policy"> {
  const entries = Object.entries(settings.faults);
  return {
    request: requestOf(settings, policy),
    behaviours: Object.fromEntries(entries.map(([id, fault]) => [id, behaviourOf(fault)])),
    states: Object.fromEntries(
      entries.flatMap(([id, { name }]) => {
        const { state } = lookOf(name);
        return state ? [[id, state]] : [];
      }),
    ),
    full: entries.flatMap(([id, { name }]) => (name === "full" ? [id] : [])),
  };
}

/** Traffic with the faults in its middle. States are what comes of it, not what it starts from. */
export function minuteSimulation(
  settings: SimulationSettings,
  policy: AnyPolicy,
): Omit<MinuteSimulation, "policy"> {
  const { fromS, toS, lengthS, requestsPerSecond } = settings;
  const timeline = Object.entries(settings.faults).flatMap(([target, fault]) => {
    const behaviour = behaviourOf(fault);
    if (behaviour.kind === "up") return [];
    return [
      { atMs: fromS * 1000, target, behaviour },
      { atMs: toS * 1000, target, behaviour: { kind: "up" as const } },
    ];
  });
  return { request: requestOf(settings, policy), requestsPerSecond, timeline, seconds: lengthS };
}
