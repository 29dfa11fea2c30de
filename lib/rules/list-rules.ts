import { authorise } from "#lib/access";
import { containing, type Ctx, type Prisma } from "#lib/db";
import { AppError } from "#lib/errors";
import { pageSlice, type Page } from "#lib/paging";
import { RuleDto, type RuleQuery } from "./schema.ts";

const ruleColumns = (now: Date) =>
  ({
    id: true,
    name: true,
    kind: true,
    params: true,
    scope: true,
    severity: true,
    enabled: true,
    etag: true,
    createdByName: true,
    updatedAt: true,
    _count: { select: { waivers: { where: { state: "granted", until: { gt: now } } } } },
  }) as const satisfies Prisma.GovernanceRuleSelect;

type Row = Prisma.GovernanceRuleGetPayload<{ select: ReturnType<typeof ruleColumns> }>;

/** The organisation's rules, for everybody who has signed in. */
export async function listRules(ctx: Ctx, query: RuleQuery): Promise<Page<RuleDto>> {
  authorise(ctx.actor, "rule.read");
  const where: Prisma.GovernanceRuleWhereInput = {
    ...(query.q === "" ? {} : { name: containing(query.q) }),
    ...(query.severity && { severity: query.severity }),
  };
  const [rows, total] = await Promise.all([
    ctx.db.governanceRule.findMany({
      where,
      select: ruleColumns(ctx.now),
      orderBy: [{ [query.sort]: query.dir }, { id: query.dir }],
      ...pageSlice(query),
    }),
    ctx.db.governanceRule.count({ where }),
  ]);
  return { items: rows.map(toDto), total, page: query.page, size: query.size };
}

/** One rule; `not_found` when there is none. */
export async function getRule(ctx: Ctx, id: string): Promise<RuleDto> {
  authorise(ctx.actor, "rule.read");
  const row = await ctx.db.governanceRule.findUnique({ where: { id }, select: ruleColumns(ctx.now) });
  if (!row) throw new AppError("not_found", "There is no such rule.");
  return toDto(row);
}

function toDto({ _count, createdByName, updatedAt, ...row }: Row): RuleDto {
  return RuleDto.parse({
    ...row,
    createdBy: createdByName,
    updatedAt: updatedAt.toISOString(),
    waivers: _count.waivers,
  });
}
