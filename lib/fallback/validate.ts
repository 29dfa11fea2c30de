import type { AnyPolicy } from "./resolved.ts";
import type { Finding } from "./schema.ts";
import { checkAddresses } from "./validate-addresses.ts";
import { checkChain } from "./validate-chain.ts";
import { checkResidency } from "./validate-residency.ts";
import { checkService } from "./validate-service.ts";
import { checkSettings } from "./validate-settings.ts";
import { checkTarget } from "./validate-target.ts";

/** Errors that the owner may accept by naming their code in `accept`; they are then warnings. */
const ACCEPTABLE: ReadonlySet<string> = new Set([
  "plain-http-fallback",
  "replay-without-dedup",
  "stale-is-last",
]);

/** Whether an error is a risk that the owner may accept. */
export function isAcceptable(code: string): boolean {
  return ACCEPTABLE.has(code);
}

/**
 * What is wrong or risky in a policy beyond its schema (§5). Takes both forms; rules about addresses apply to a bound one.
 * Fields that take no effect in this version are `findUnenforced`'s business.
 */
export function validatePolicy(policy: AnyPolicy): Finding[] {
  const accepted = new Set(policy.accept ?? []);
  const findings = [
    ...checkChain(policy),
    ...policy.chain.flatMap((target, index) => checkTarget(policy, target, index)),
    ...checkAddresses(policy),
    ...checkResidency(policy),
    ...checkSettings(policy),
    ...checkService(policy),
  ];
  const judged = findings.map((finding) =>
    finding.severity === "error" && ACCEPTABLE.has(finding.code) && accepted.has(finding.code)
      ? { ...finding, severity: "warning" as const }
      : finding,
  );
  return [...judged, ...unknownAcceptances(policy)];
}

function unknownAcceptances(policy: AnyPolicy): Finding[] {
  return (policy.accept ?? []).flatMap((code, index) =>
    ACCEPTABLE.has(code)
      ? []
      : [
          {
            severity: "warning" as const,
            code: "unknown-acceptance",
            path: ["accept", index],
            message: `"${code}" is not a risk that can be accepted.`,
          },
        ],
  );
}
