import { compareDocuments } from "./compare.ts";
import type { JsonObject } from "./json.ts";
import { readContract } from "./read-contract.ts";
import {
  REASONS_SHOWN,
  STAND_IN_VERDICTS,
  type Comparison,
  type ContractChange,
  type StandIn,
  type StandInReason,
} from "./schema.ts";

/** Optional parts that are missing: calls go through without them. */
const OF_LESS = /^(?:request-parameter-removed|response-header-optional-removed)$/;

/** Said of the future, of names, or settled by the gateway, which has credentials and addresses of its own. */
const OF_NO_MATTER = /^(?:operation-(?!removed)|security-|server-|webhook-)/;

/**
 * Can the API of `fallback` answer in place of that of `primary`, for consumers who know the primary's document alone?
 * An operation it lacks, or cannot answer as promised, makes it degraded or incompatible. Pure.
 */
export function standIn(primary: JsonObject, fallback: JsonObject, at: Date): StandIn {
  const comparison = compareDocuments(primary, fallback, at);
  const operations = readContract(primary).operations.size;
  const missing = all(comparison).filter(({ rule }) => rule.startsWith("operation-removed"));
  const covered = operations - missing.length;
  const reasons = [
    ...missing.map((change) => missingReason(change, covered)),
    ...comparison.breaking
      .filter(matters)
      .map((change) => reasonOf(change, OF_LESS.test(change.rule) ? "degraded" : "incompatible")),
    ...comparison.risky.filter(matters).map((change) => reasonOf(change, "degraded")),
  ].toSorted((a, b) => rank(b) - rank(a));
  return {
    verdict: reasons[0]?.verdict ?? "compatible",
    operations,
    covered,
    reasons: reasons.slice(0, REASONS_SHOWN),
    reasonCount: reasons.length,
    notes: comparison.notes,
  };
}

function all({ breaking, risky, safe }: Comparison): ContractChange[] {
  return [...breaking, ...risky, ...safe];
}

function matters({ rule }: ContractChange): boolean {
  return !rule.startsWith("operation-removed") && !OF_NO_MATTER.test(rule);
}

function rank({ verdict }: StandInReason): number {
  return STAND_IN_VERDICTS.indexOf(verdict);
}

/** What covers a part still rescues that part. */
function missingReason({ method = "", path = "" }: ContractChange, covered: number): StandInReason {
  return {
    verdict: covered > 0 ? "degraded" : "incompatible",
    rule: "operation-missing",
    method,
    path,
    message: `${method} ${path} is not among the fallback's operations: such requests are not rescued.`,
  };
}

function reasonOf(
  { rule, method = "", path = "", message }: ContractChange,
  verdict: StandInReason["verdict"],
): StandInReason {
  return { verdict, rule, method, path, message: inPlace(message, verdict) };
}

/** The sentences speak of a document that changed; here it is another API's. */
function inPlace(message: string, verdict: StandInReason["verdict"]): string {
  const refuses = verdict === "incompatible" ? "can refuse" : "may refuse or misunderstand";
  return message
    .replace(
      / Requests that were accepted (?:can be refused now|may be refused or understood differently)\.$/,
      ` The fallback ${refuses} what the primary accepts.`,
    )
    .replace(
      / Consumers can be given what they were not promised, or miss what they were\.$/,
      " Consumers can be given what the primary never gives, or miss what it promises.",
    )
    .replaceAll(/ was removed\./g, " is not there.")
    .replaceAll(/ is new and required\./g, " is demanded.");
}
