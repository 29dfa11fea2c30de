import { worstMs } from "#lib/fallback";
import type { Target } from "#lib/fallback/schema";
import type { ChangeFacts, DocumentFacts, EnvironmentFacts, RuleFacts, TargetFacts } from "#lib/governance";
import { AppError } from "#lib/errors";
import { hostOf, type Addresses, type Judged, type JudgedEnvironment, type Reader } from "./judged.ts";
import { environmentsThatKnow, readChanges, readStandIns } from "./read-comparisons.ts";

/**
 * What rules judge of content, as it stands in this transaction. Throws `conflict` when an address in it was not resolved
 * before: what another API's chain leads to has changed meanwhile.
 */
export async function readFacts(db: Reader, judged: Judged, addresses: Addresses): Promise<RuleFacts> {
  const api = await readApi(db, judged.version.apiId);
  const document = await readDocument(db, judged.documentDigest);
  const changes = await changesOf(db, judged);
  const standIns = await readStandIns(db, judged);
  const environments = judged.environments.map((environment): EnvironmentFacts => ({
    slug: environment.slug,
    targets: targetsOf(environment, judged, addresses),
    standIns: standIns
      .filter((row) => row.environment === environment.slug)
      .map(({ index, api: slug, version, result }) => ({
        index,
        api: `${slug} ${version}`,
        verdict: result?.verdict ?? "unknown",
      })),
    change: changes.get(environment.slug) ?? { verdict: "none" },
  }));
  const { id, name } = judged.version;
  return { occasion: "content", api, version: { id, name }, document, policy: judged.policy, environments };
}

/** Of the API itself, and who answers for it. */
export async function readApi(db: Pick<Reader, "api" | "membership">, id: string): Promise<RuleFacts["api"]> {
  const { team, teamId, ...api } = await db.api.findUniqueOrThrow({
    where: { id },
    select: { slug: true, tier: true, tags: true, teamId: true, team: { select: { slug: true } } },
  });
  const activeOwners = await db.membership.count({
    where: { teamId, role: "owner", user: { state: "active" } },
  });
  return { ...api, team: team.slug, activeOwners };
}

async function readDocument(
  db: Pick<Reader, "documentSummary">,
  documentDigest: string,
): Promise<RuleFacts["document"]> {
  const row = await db.documentSummary.findUnique({ where: { documentDigest }, select: { facts: true } });
  // Cast: written by `prepareFacts` alone.
  const facts = row?.facts as DocumentFacts | { unreadable: true } | undefined;
  return facts === undefined || "unreadable" in facts ? "unknown" : facts;
}

async function changesOf(db: Reader, judged: Judged): Promise<Map<string, ChangeFacts>> {
  const rows = await readChanges(db, judged);
  const changed = rows.filter(
    ({ liveDigest }) => liveDigest !== null && liveDigest !== judged.documentDigest,
  );
  if (changed.length === 0) return new Map();
  const known = await environmentsThatKnow(db, judged);
  return new Map(
    changed
      .filter(({ environment }) => !known.has(environment))
      .map(({ environment, result }) => [environment, result ?? { verdict: "unknown" }]),
  );
}

function targetsOf({ served }: JudgedEnvironment, judged: Judged, addresses: Addresses): TargetFacts[] {
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
