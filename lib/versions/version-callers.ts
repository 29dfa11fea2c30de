import { change, containing, Prisma, type Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { authorise, may } from "#lib/access";
import { pageSlice, type Page } from "#lib/paging";
import { findLife } from "./find-life.ts";
import type {
  Acknowledged,
  AcknowledgeSunset,
  CallerQuery,
  VersionCaller,
  VersionLifeParams,
} from "./schema.ts";

type Row = Omit<VersionCaller, "lastCallAt" | "toldAt" | "acknowledgedAt" | "mayRead"> & {
  teamId: string;
  lastCallAt: Date | null;
  toldAt: Date | null;
  acknowledgedAt: Date | null;
  total: number;
};

/** Who is subscribed to a version, when they last called, and whether they know that it ends: for its own team. */
export async function listVersionCallers(
  ctx: Ctx,
  at: VersionLifeParams,
  query: CallerQuery,
): Promise<Page<VersionCaller>> {
  const version = await findLife(ctx, at, "subscription.read");
  const { skip, take } = pageSlice(query);
  const { contains: q } = containing(query.q);
  const order = query.sort === "application" ? Prisma.sql`"applicationName"` : Prisma.sql`"lastCallAt"`;
  const dir = query.dir === "asc" ? Prisma.sql`ASC` : Prisma.sql`DESC`;
  const rows = await ctx.db.$queryRaw<Row[]>`
    SELECT p."id" AS "applicationId", p."slug" AS "application", p."name" AS "applicationName", t."name" AS "team", t."slug" AS "teamSlug",
      t."id" AS "teamId",
      array_agg(e."slug" ORDER BY e."position") AS "environments", max(s."lastCallAt") AS "lastCallAt",
      max(n."toldAt") AS "toldAt", max(n."acknowledgedAt") AS "acknowledgedAt",
      max(n."acknowledgedByName") AS "acknowledgedByName", (count(*) OVER ())::int AS "total"
    FROM "Subscription" s JOIN "Application" p ON p."id" = s."applicationId" JOIN "Team" t ON t."id" = p."teamId"
    JOIN "Environment" e ON e."id" = s."environmentId"
    LEFT JOIN "SunsetNotice" n ON n."versionId" = s."versionId" AND n."applicationId" = s."applicationId"
    WHERE s."versionId" = ${version.id} AND s."state" IN ('active', 'suspended')
      AND (p."name" ILIKE '%' || ${q} || '%' OR t."name" ILIKE '%' || ${q} || '%')
    GROUP BY p."id", t."id"
    ORDER BY ${order} ${dir} NULLS LAST, p."id" LIMIT ${take} OFFSET ${skip}`;
  const items = rows.map(({ total: _total, teamId, lastCallAt, toldAt, acknowledgedAt, ...rest }) => ({
    ...rest,
    mayRead: may(ctx.actor, "application.read", { teamId }),
    lastCallAt: lastCallAt?.toISOString() ?? null,
    toldAt: toldAt?.toISOString() ?? null,
    acknowledgedAt: acknowledgedAt?.toISOString() ?? null,
  }));
  return { items, total: rows[0]?.total ?? 0, page: query.page, size: query.size };
}

/** An application's team says that it knows that the version ends. Once said, saying it again changes nothing. */
export async function acknowledgeSunset(
  ctx: Ctx,
  at: VersionLifeParams,
  input: AcknowledgeSunset,
): Promise<Acknowledged> {
  const version = await findLife(ctx, at);
  const application = await ctx.db.application.findFirst({
    where: { slug: input.application, deletedAt: null },
    select: { id: true, teamId: true },
  });
  if (!application || !may(ctx.actor, "application.read", application))
    throw new AppError("not_found", `There is no application ${input.application} that you can see.`);
  authorise(ctx.actor, "version.acknowledge", application);
  const deed = {
    action: "version.acknowledge",
    kind: "version",
    id: version.id,
    teamId: application.teamId,
  } as const;
  return change(ctx, deed, async (tx) => {
    const { count } = await tx.sunsetNotice.updateMany({
      where: { versionId: version.id, applicationId: application.id, acknowledgedAt: null },
      data: { acknowledgedAt: ctx.now, acknowledgedByName: ctx.actor.name },
    });
    const notice = await tx.sunsetNotice.findUnique({
      where: { versionId_applicationId: { versionId: version.id, applicationId: application.id } },
      select: { acknowledgedAt: true, acknowledgedByName: true },
    });
    if (!notice?.acknowledgedAt)
      throw new AppError("conflict", "This application was not told of an end of this version.");
    const result = {
      acknowledgedAt: notice.acknowledgedAt.toISOString(),
      acknowledgedByName: notice.acknowledgedByName ?? "",
    };
    return { result, after: { application: input.application, isFirst: count === 1 } };
  });
}
