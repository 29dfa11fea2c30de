import { AppError } from "#lib/errors";
import { worstMs } from "#lib/fallback";
import type { Target } from "#lib/fallback/schema";
import type { ChangeFacts, EnvironmentFacts, TargetFacts } from "#lib/governance";
import { hostOf, type Addresses, type Judged, type JudgedEnvironment } from "./judged.ts";
import type { StandInRow } from "./read-comparisons.ts";

interface Known {
  /** Of this version; those of other environments are passed over. */
  standIns: readonly StandInRow[];
  change: ChangeFacts;
  addresses: Addresses;
}

/** What rules judge of content in one environment. Throws `conflict` when an address in it was not resolved before. */
export function environmentFacts(
  judged: Pick<Judged, "policy">,
  environment: JudgedEnvironment,
  { standIns, change, addresses }: Known,
): EnvironmentFacts {
  return {
    slug: environment.slug,
    targets: targetsOf(environment, judged, addresses),
    standIns: standIns
      .filter((row) => row.environment === environment.slug)
      .map(({ index, api, version, result }) => ({
        index,
        api: `${api} ${version}`,
        verdict: result?.verdict ?? "unknown",
      })),
    change,
  };
}

function targetsOf(
  { served }: JudgedEnvironment,
  judged: Pick<Judged, "policy">,
  addresses: Addresses,
): TargetFacts[] {
  return (served?.chain ?? []).map((target) => {
    const [own] = target.id.split("/");
    return {
      id: target.id,
      index: judged.policy.chain.findIndex(({ id }) => id === own),
      isOther: target.id.includes("/"),
      kind: target.kind,
      endpoints: endpointsOf(target, addresses),
      labels: labelsOf(target),
      worstMs: target.kind === "http" || target.kind === "ai" ? worstMs(target) : 0,
    };
  });
}

function endpointsOf(target: Target, addresses: Addresses): TargetFacts["endpoints"] {
  if (target.kind !== "http") return [];
  return target.endpoints.map(({ url }) => {
    const host = hostOf(url);
    const known = addresses.get(host);
    if (known) return { isPlain: url.startsWith("http:"), host, addresses: known };
    throw new AppError("conflict", "An API in the chain changed meanwhile. Look again, then try once more.");
  });
}

/** A credential by its label, else by where it is kept; what it is kept in is told to nobody. */
function labelsOf(target: Target): TargetFacts["labels"] {
  const { region, provider, credential } = target.failureDomain ?? {};
  const kept = target.kind === "http" ? target.auth?.secretRef : undefined;
  const of = credential ?? kept;
  const where = region ?? (target.kind === "ai" ? target.region : undefined);
  const who = provider ?? (target.kind === "ai" ? target.provider : undefined);
  return {
    ...(where === undefined ? {} : { region: where }),
    ...(who === undefined ? {} : { provider: who }),
    ...(of === undefined ? {} : { credential: of }),
  };
}
