import type { Ctx } from "#lib/db";
import { newId } from "#lib/ids";
import { makePublishable, makeUser, type TestDatabase } from "#lib/testing";
import type { SubmitReview } from "./index.ts";

/** A version whose publication in the environment `production` a rule wants approved, with its people. */
export async function makeReviewed(database: TestDatabase, params: object = { by: "governance" }) {
  const { db, ctx } = database;
  const version = await makePublishable(database);
  const environment = await productionOf(database);
  await db.governanceRule.create({
    data: {
      id: newId("rule"),
      name: "Production is approved",
      kind: "approval",
      params,
      scope: { environments: [environment.slug], teams: [await slugOf(database, version.teamId)] },
      severity: "block",
      createdByName: "Test",
    },
  });
  const person = async (role: "admin" | "governance" | "member", team?: "maintainer" | "viewer") =>
    ctx(await makeUser(db, { role, ...(team ? { teams: { [version.teamId]: team } } : {}) }));
  return {
    ...version,
    environment,
    colleague: await person("member", "maintainer"),
    viewer: await person("member", "viewer"),
    governance: await person("governance"),
    admin: await person("admin"),
    stranger: await person("member"),
    /** Another content of the draft. */
    edit: async () => {
      const routes = [{ hosts: [], pathPrefix: `/${newId("x")}`, methods: [], stripPrefix: true }];
      const data = { routes, draftEtag: { increment: 1 } };
      const edited = await db.version.update({
        where: { id: version.versionId },
        data,
        select: { draftEtag: true },
      });
      return edited.draftEtag;
    },
  };
}

export function submission(over: Partial<SubmitReview> = {}): SubmitReview {
  const base = {
    environments: ["production"],
    summary: "Adds items.",
    draftEtag: 1,
    publish: "by_hand",
  } as const;
  return { ...base, environments: [...base.environments], ...over };
}

export function later(ctx: Ctx, hours: number): Ctx {
  return { ...ctx, now: new Date(ctx.now.getTime() + hours * 3_600_000) };
}

async function productionOf({ db }: TestDatabase): Promise<{ id: string; slug: string }> {
  return db.environment.upsert({
    where: { slug: "production" },
    create: { id: newId("env"), slug: "production", name: "Production", position: 1 },
    update: {},
    select: { id: true, slug: true },
  });
}

async function slugOf({ db }: TestDatabase, id: string): Promise<string> {
  return (await db.team.findUniqueOrThrow({ where: { id }, select: { slug: true } })).slug;
}
