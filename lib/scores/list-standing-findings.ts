import { authorise } from "#lib/access";
import type { Ctx } from "#lib/db";
import { pageSlice, type Page } from "#lib/paging";
import { findScored } from "./find-scored.ts";
import type { ScorecardParams, StandingFindingDto, StandingFindingQuery } from "./schema.ts";

type Row = Omit<StandingFindingDto, "waivedUntil" | "since"> & {
  waivedUntil: Date | null;
  since: Date;
  total: number;
};

/**
 * What is live of an API and breaks rules, the gravest first; the same breach in several environments is one. For its team
 * and governance.
 */
export async function listStandingFindings(
  ctx: Ctx,
  { slug }: ScorecardParams,
  query: StandingFindingQuery,
): Promise<Page<StandingFindingDto>> {
  const { id, teamId } = await findScored(ctx, slug);
  authorise(ctx.actor, "finding.read", { teamId });
  const { skip, take } = pageSlice(query);
  const rows = await ctx.db.$queryRaw<Row[]>`
    SELECT v."name" AS "version", array_agg(e."slug" ORDER BY e."position") AS "environments", f."ruleId", r."name" AS "rule",
      f."severity"::text, f."message", max(f."waivedUntil") AS "waivedUntil", min(f."firstSeenAt") AS "since",
      (count(*) OVER ())::int AS "total"
    FROM "StandingFinding" f
    JOIN "Version" v ON v."id" = f."versionId"
    JOIN "Environment" e ON e."id" = f."environmentId"
    JOIN "GovernanceRule" r ON r."id" = f."ruleId"
    WHERE v."apiId" = ${id}
    GROUP BY v."name", f."ruleId", r."name", f."severity", f."message", f."waiverId"
    ORDER BY (f."waiverId" IS NOT NULL), f."severity", v."name", r."name", f."message", f."ruleId", f."waiverId"
    LIMIT ${take} OFFSET ${skip}`;
  const items = rows.map(({ total: _total, waivedUntil, since, ...row }) => ({
    ...row,
    waivedUntil: waivedUntil?.toISOString() ?? null,
    since: since.toISOString(),
  }));
  return { items, total: rows[0]?.total ?? 0, page: query.page, size: query.size };
}
