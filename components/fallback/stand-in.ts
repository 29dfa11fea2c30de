import type { DraftStandIn } from "#lib/catalogue/schema";
import type { UnboundTarget } from "#lib/fallback/schema";

/** By target id. */
export type StandIns = Readonly<Record<string, DraftStandIn>>;

type Chain = readonly UnboundTarget[];

/** What was worked out for the saved chain, of the targets that are still the same API in the edited one. */
export function standInsOf(standIns: readonly DraftStandIn[], saved: Chain, edited: Chain): StandIns {
  const known = standIns.filter(({ target }) => {
    const api = apiOf(saved, target);
    return api !== undefined && api === apiOf(edited, target);
  });
  return Object.fromEntries(known.map((standIn) => [standIn.target, standIn]));
}

function apiOf(chain: Chain, id: string): string | undefined {
  const target = chain.find((one) => one.id === id);
  return target?.kind === "api" ? `${target.apiId} ${target.version}` : undefined;
}

/** What was compared with this API, and what came of it. */
export function standInSentence({ api, revision, verdict, covered, operations }: DraftStandIn): string {
  const who = api === null ? "An API that you cannot see" : `${api}, ${basis(revision)},`;
  const covers =
    covered === null || operations === null ? "" : ` It has ${covered} of ${operations} operations.`;
  switch (verdict) {
    case "compatible":
      return `${who} can answer in place of this API.${covers}`;
    case "degraded":
      return `${who} can answer in part.${covers}`;
    case "incompatible":
      return `${who} cannot answer in place of this API.${covers}`;
    case "unknown":
      return `${who} cannot be compared with this API: a document cannot be read.`;
    case "pending":
      return `${who} is being compared with this API.`;
  }
}

function basis(revision: number | null): string {
  return revision === null ? "by its draft" : `as published (revision ${revision})`;
}
