import type { ChangeFacts, DocumentFacts, RuleFacts } from "#lib/governance";
import { environmentFacts } from "./facts-of.ts";
import type { Addresses, Judged, Reader } from "./judged.ts";
import { environmentsThatKnow, readChanges, readStandIns } from "./read-comparisons.ts";

/**
 * What rules judge of content, as it stands in this transaction. Throws `conflict` when an address in it was not resolved
 * before: what another API's chain leads to has changed meanwhile.
 */
export async function readFacts(db: Reader, judged: Judged, addresses: Addresses): Promise<RuleFacts> {
  const api = await readApi(db, judged.version.apiId);
  const document = await readDocument(db, judged.documentDigest);
  const changes = await changesOf(db, judged);
  const standIns = await readStandIns(db, [judged]);
  const environments = judged.environments.map((environment) =>
    environmentFacts(judged, environment, {
      standIns,
      change: changes.get(environment.slug) ?? { verdict: "none" },
      addresses,
    }),
  );
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
  return documentFacts(row?.facts);
}

/** What is kept of a document, as rules are told of it. */
export function documentFacts(kept: unknown): RuleFacts["document"] {
  // Cast: written by `prepareFacts` alone.
  const facts = kept as DocumentFacts | { unreadable: true } | undefined;
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
