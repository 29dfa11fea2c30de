import { findUnenforced } from "./enforced.ts";
import { withoutRepeats } from "./finding.ts";
import type { FlatPolicy } from "./flatten.ts";
import type { BoundPolicy, Finding } from "./schema.ts";
import { validatePolicy } from "./validate.ts";

/** What of another API's targets concerns those whose chain they stand in, without a word about its addresses. */
const CONCERNS: Partial<Record<string, { severity?: Finding["severity"]; message?: string }>> = {
  "correlated-targets": {
    message:
      "One of its targets shares a host, credential or provider with an earlier one: one failure may take both.",
  },
  "plain-http-fallback": {
    message:
      "One of its targets is asked in the clear, and an earlier target over TLS. Choose another API or accept this.",
  },
  "stale-is-last": {},
  "tls-not-verified": { message: "One of its targets is asked without a check of its certificate." },
  "outside-regions": { message: "One of its targets is outside the regions where requests may go." },
  "region-unknown": { message: "One of its targets does not say in which region it is." },
  "not-enforced": {},
};

/**
 * What is wrong or risky in a chain with the targets of other APIs in it; paths are those of the chain as it was written.
 * `flat` is what `flattenPolicy` made of `written`.
 */
export function judgeFlat(written: BoundPolicy, { policy, origins, warnings }: FlatPolicy): Finding[] {
  const findings = [...validatePolicy(policy), ...findUnenforced(policy)];
  const ofPlaces = [...validatePolicy(written), ...findUnenforced(written)].filter(({ path: [root, at] }) => {
    return root === "chain" && typeof at === "number" && written.chain[at]?.kind === "api";
  });
  const placed = findings.flatMap((finding) => atOrigin(finding, policy.chain, origins));
  return withoutRepeats([...warnings, ...ofPlaces, ...placed]);
}

function atOrigin(
  finding: Finding,
  chain: FlatPolicy["policy"]["chain"],
  origins: FlatPolicy["origins"],
): Finding[] {
  const [root, at, ...rest] = finding.path;
  const origin = root === "chain" && typeof at === "number" ? origins[at] : undefined;
  if (!origin || typeof at !== "number") return [finding];
  const path = ["chain", origin.index];
  if (finding.code === "after-static") return [afterStatic(finding, chain, { origins, at })];
  if (!origin.isOther) return [{ ...finding, path: [...path, ...rest] }];
  const concern = CONCERNS[finding.code];
  return concern ? [{ ...finding, ...concern, path }] : [];
}

/** Another API may always answer by now: what follows is then never reached, but nobody here did anything wrong. */
function afterStatic(
  finding: Finding,
  chain: FlatPolicy["policy"]["chain"],
  { origins, at }: { origins: FlatPolicy["origins"]; at: number },
): Finding {
  const path = ["chain", origins[at]?.index ?? 0];
  const stop = chain.findIndex(
    (target) => target.kind === "static" && !target.when && !target.semantics?.readOnly,
  );
  const isOthers = origins[stop]?.isOther === true;
  return { ...finding, path, severity: isOthers ? "warning" : finding.severity };
}
