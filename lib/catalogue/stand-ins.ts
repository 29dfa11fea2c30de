import { may, type Actor } from "#lib/access";
import { STAND_IN_VERDICTS, type StandIn } from "#lib/contract/schema";
import { Prisma, type Tx, type Visibility } from "#lib/db";
import { namedApis } from "#lib/fallback";
import type { UnboundPolicy } from "#lib/fallback/schema";
import type { DraftFinding, DraftStandIn } from "./schema.ts";
import { DOCUMENTS_OF_FALLBACK } from "./stand-in-documents.ts";

const REASONS_TOLD = 5;

interface Row {
  api: string;
  version: string;
  teamId: string;
  visibility: Visibility;
  grantedTeamIds: string[];
  /** Null: of its draft. */
  revision: number | null;
  /** Null: not compared yet. */
  result: StandIn | { verdict: "unknown" } | null;
}

/**
 * Whether the fallbacks of a chain that are other APIs can stand in for its API, each by what is published of it, or by
 * its draft while nothing is; the worst where environments differ. As far as they were compared.
 */
export async function readStandIns(
  tx: Pick<Tx, "$queryRaw">,
  actor: Actor,
  { versionId, policy }: { versionId: string; policy: UnboundPolicy },
): Promise<DraftStandIn[]> {
  const named = namedApis(policy).filter(({ index }) => index > 0);
  if (named.length === 0) return [];
  const rows = await tx.$queryRaw<Row[]>`
    SELECT a."slug" AS "api", f."name" AS "version", a."teamId", a."visibility"::text, a."grantedTeamIds",
      x."revision", s."result"
    FROM "Version" self
    JOIN "Version" f ON TRUE
    JOIN "Api" a ON a."id" = f."apiId"
    JOIN LATERAL (${DOCUMENTS_OF_FALLBACK}) x ON TRUE
    LEFT JOIN "StandInResult" s ON s."primaryDigest" = self."documentDigest" AND s."fallbackDigest" = x."digest"
    WHERE self."id" = ${versionId}
      AND (a."slug", f."name") IN (${Prisma.join(named.map(({ api, version }) => Prisma.sql`(${api}, ${version})`))})`;
  return named.flatMap(({ api, version, index }) => {
    const own = rows.filter((row) => row.api === api && row.version === version);
    const [worst] = own.toSorted((a, b) => gravity(b) - gravity(a));
    const target = policy.chain[index]?.id;
    return worst && target !== undefined ? [standInOf(worst, target, may(actor, "api.read", worst))] : [];
  });
}

/** Nothing known is worse than compatible, and nothing to be known worse than that. */
function gravity({ result }: Row): number {
  if (result === null) return 0.5;
  return result.verdict === "unknown" ? 0.75 : STAND_IN_VERDICTS.indexOf(result.verdict);
}

const UNSEEN = { api: null, revision: null, covered: null, operations: null, reasons: [], reasonCount: 0 };

/** Details of another API's document only for those who may see it. */
function standInOf({ api, version, revision, result }: Row, target: string, isSeen: boolean): DraftStandIn {
  const base = { ...UNSEEN, target, verdict: result?.verdict ?? ("pending" as const) };
  if (!isSeen) return base;
  const seen = { ...base, api: `${api} ${version}`, revision };
  if (result === null || result.verdict === "unknown") return seen;
  const { covered, operations, reasonCount } = result;
  const reasons = result.reasons.slice(0, REASONS_TOLD).map(({ verdict, method, path, message }) => ({
    verdict,
    operation: `${method} ${path}`,
    message,
  }));
  return { ...seen, covered, operations, reasons, reasonCount };
}

/** Warnings at the fallbacks that cannot fully stand in. */
export function standInFindings(standIns: readonly DraftStandIn[], policy: UnboundPolicy): DraftFinding[] {
  return standIns.flatMap((standIn) => {
    const message = messageOf(standIn);
    if (message === undefined) return [];
    const index = policy.chain.findIndex(({ id }) => id === standIn.target);
    return [{ severity: "warning", code: "contract-mismatch", path: ["chain", index], message }];
  });
}

function messageOf(standIn: DraftStandIn): string | undefined {
  const { api, verdict, covered, operations, reasons, reasonCount } = standIn;
  if (verdict !== "degraded" && verdict !== "incompatible") return undefined;
  const how = verdict === "degraded" ? "can stand in only in part" : "cannot stand in";
  if (api === null) return `An API that you cannot see ${how} (${verdict}).`;
  const [first] = reasons;
  const more = reasonCount > 1 ? ` And ${reasonCount - 1} more reasons.` : "";
  const reason = first ? ` ${first.operation}: ${first.message}` : "";
  return `${api} ${how} (${verdict}). It has ${covered} of ${operations} operations.${reason}${more}`;
}
