import type { Actor, TeamRole } from "#lib/access";
import type { Db, Prisma } from "#lib/db";
import type { UnboundPolicy } from "#lib/fallback/schema";
import { newId, sha256Hex } from "#lib/ids";
import type { RouteMatch } from "#lib/routing/schema";

type UserActor = Extract<Actor, { kind: "user" }>;

interface UserOf {
  role?: UserActor["role"];
  /** Role by team id; memberships are made too. */
  teams?: Record<string, TeamRole>;
  name?: string;
}

/** A user with memberships, as the actor verbs get. */
export async function makeUser(db: Db, of: UserOf = {}): Promise<UserActor> {
  const id = newId("usr");
  const { role = "member", teams = {}, name = "Test User" } = of;
  const email = `${id}@example.com`;
  const memberships = {
    create: Object.entries(teams).map(([teamId, teamRole]) => ({ teamId, role: teamRole })),
  };
  await db.user.create({ data: { id, email, name, role, memberships } });
  return { kind: "user", id, email, name, role, teams };
}

export async function makeTeam(db: Db, slug = uniqueSlug("team")): Promise<{ id: string; slug: string }> {
  return db.team.create({ data: { id: newId("team"), slug, name: slug }, select: { id: true, slug: true } });
}

type ApiOf = Partial<
  Pick<Prisma.ApiUncheckedCreateInput, "slug" | "name" | "tier" | "visibility" | "teamId" | "createdById">
>;

/** An API; its team and creator are made when not given. */
export async function makeApi(db: Db, of: ApiOf = {}): Promise<{ id: string; slug: string; teamId: string }> {
  const slug = of.slug ?? uniqueSlug("api");
  const teamId = of.teamId ?? (await makeTeam(db)).id;
  const createdById = of.createdById ?? (await makeUser(db)).id;
  return db.api.create({
    data: { id: newId("api"), name: slug, tier: 1, visibility: "public", ...of, slug, teamId, createdById },
    select: { id: true, slug: true, teamId: true },
  });
}

interface VersionOf {
  apiId?: string;
  name?: string;
  routes?: RouteMatch[];
  policy?: UnboundPolicy;
}

const DOCUMENT = `openapi: 3.1.0
info: { title: Test, version: "1" }
paths: { /items: { get: { responses: { "200": { description: fine } } } } }
`;

/** A version with one operation, a route of its own and a chain of one static target. */
export async function makeVersion(
  db: Db,
  of: VersionOf = {},
): Promise<{ id: string; apiId: string; name: string }> {
  const id = newId("ver");
  const apiId = of.apiId ?? (await makeApi(db)).id;
  const match = { hosts: [], pathPrefix: `/${id}`, methods: [], stripPrefix: true };
  const policy: UnboundPolicy = of.policy ?? {
    apiVersion: "fallback/v1",
    id: "default",
    chain: [{ id: "answer", kind: "static", status: 200, body: "{}", contentType: "application/json" }],
  };
  return db.version.create({
    data: {
      id,
      apiId,
      name: of.name ?? "v1",
      documentText: DOCUMENT,
      documentFormat: "3.1",
      documentDigest: sha256Hex(DOCUMENT),
      routes: of.routes ?? [match],
      policy,
      operations: { create: [{ id: newId("op"), position: 0, method: "GET", path: "/items" }] },
    },
    select: { id: true, apiId: true, name: true },
  });
}

function uniqueSlug(kind: string): string {
  return `${kind}-${newId("x").slice(-8)}`;
}
