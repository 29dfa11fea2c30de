export type { JsonObject } from "./json.ts";

/** The gravest first. */
export const VERDICTS = ["breaking", "risky", "safe"] as const;
/**
 * `breaking`: a consumer that keeps to the old document can fail. `risky`: it may, and documents cannot decide it.
 * `safe`: it cannot.
 */
export type Verdict = (typeof VERDICTS)[number];

/** One difference between two documents. */
export interface ContractChange {
  /** Stable name of the rule, such as `request-property-became-required`. */
  rule: string;
  verdict: Verdict;
  /** Upper case; `WEBHOOK` operations keep their own method. Absent: it concerns the document as a whole. */
  method?: string;
  path?: string;
  /** RFC 6901 pointers into each document; null where it has nothing of the kind. */
  oldPointer: string | null;
  newPointer: string | null;
  /** What stood and stands there, long values cut short; null for nothing. */
  before: unknown;
  after: unknown;
  /** For the one who changes the document. */
  message: string;
}

export interface Comparison {
  verdict: Verdict;
  breaking: ContractChange[];
  risky: ContractChange[];
  safe: ContractChange[];
  /** What could not be compared, and what was left out of the lists. */
  notes: string[];
}

/** Changes listed per verdict; more are counted in a note. */
export const CHANGES_MAX = 5_000;

export const STAND_IN_VERDICTS = ["compatible", "degraded", "incompatible"] as const;
/**
 * `compatible`: whoever calls the primary is served as well by the fallback. `degraded`: some requests or answers
 * differ in ways documents cannot decide, or optional parts are missing. `incompatible`: some calls must fail.
 */
export type StandInVerdict = (typeof STAND_IN_VERDICTS)[number];

/** Why a fallback cannot fully stand in. */
export interface StandInReason {
  verdict: Exclude<StandInVerdict, "compatible">;
  rule: string;
  method: string;
  path: string;
  message: string;
}

export interface StandIn {
  verdict: StandInVerdict;
  /** Operations of the primary, and how many of them the fallback has. */
  operations: number;
  covered: number;
  /** The gravest first, at most `REASONS_SHOWN`. */
  reasons: StandInReason[];
  /** All reasons, those not listed among them. */
  reasonCount: number;
  notes: string[];
}

export const REASONS_SHOWN = 50;
