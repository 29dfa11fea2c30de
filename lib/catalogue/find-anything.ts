import { authorise, may } from "#lib/access";
import { containing, type Ctx } from "#lib/db";
import { listApis } from "./list-apis.ts";
import { ApiList, type FindAnything, type Findings } from "./schema.ts";

const APIS = 6;
const OPERATIONS = 6;
const OTHERS = 3;

/** APIs and operations as the catalogue ranks them, teams and applications by name; of each a few that the actor may see. */
export async function findAnything(ctx: Ctx, { q }: FindAnything): Promise<Findings> {
  authorise(ctx.actor, "api.read", { visibility: "public" });
  if (q === "") return { apis: [], operations: [], teams: [], applications: [] };
  const [page, teams, applications] = await Promise.all([
    listApis(ctx, ApiList.api.parse({ q, size: String(APIS) })),
    findTeams(ctx, q),
    findApplications(ctx, q),
  ]);
  const operations = page.items.flatMap(({ slug, name, match }) =>
    (match?.operations ?? []).map((operation) => ({ api: { slug, name }, ...operation })),
  );
  return {
    apis: page.items.map(({ slug, name, summary, team }) => ({ slug, name, summary, teamName: team.name })),
    operations: operations.slice(0, OPERATIONS),
    teams,
    applications,
  };
}

function named(q: string) {
  return { OR: [{ name: containing(q) }, { slug: containing(q) }] };
}

const SHORTLY = {
  select: { slug: true, name: true } as const,
  orderBy: [{ name: "asc" as const }, { id: "asc" as const }],
  take: OTHERS,
};

async function findTeams(ctx: Ctx, q: string): Promise<Findings["teams"]> {
  if (!may(ctx.actor, "team.read")) return [];
  return ctx.db.team.findMany({ where: named(q), ...SHORTLY });
}

/** The set form of "application.read": everybody's for those who look after everything, else those of one's teams. */
async function findApplications(ctx: Ctx, q: string): Promise<Findings["applications"]> {
  const { actor } = ctx;
  const seesAll = may(actor, "application.read");
  const teamIds = actor.kind === "user" ? Object.keys(actor.teams) : [];
  const where = { deletedAt: null, ...named(q), ...(seesAll ? {} : { teamId: { in: teamIds } }) };
  return ctx.db.application.findMany({ where, ...SHORTLY });
}
