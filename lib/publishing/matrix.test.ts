import { describe, expect, it } from "vitest";
import { ANONYMOUS, type Actor } from "#lib/access";
import { newId } from "#lib/ids";
import { STAGES, type Stage } from "#lib/lifecycle";
import { makePublishable, makeTeam, makeUser, testDatabase } from "#lib/testing";
import { publish, requestPublication } from "./index.ts";
import type { RequestPublication } from "./schema.ts";

const database = await testDatabase();
const { db, ctx } = database;

async function makeEnvironment(slug: string): Promise<{ id: string; slug: string }> {
  return db.environment.create({
    data: { id: newId("env"), slug, name: slug, position: 1 },
    select: { id: true, slug: true },
  });
}
const production = await makeEnvironment("production");
const sandbox = await makeEnvironment("sandbox");

const MAINTAINERS = ["admin", "owner", "maintainer", "system"];
/** Who may have what go live, or go, as the product's rules say it. */
const GRANTED = {
  publish: MAINTAINERS,
  unpublish: MAINTAINERS,
  promote: MAINTAINERS,
  roll_back: [...MAINTAINERS, "on call"],
  break_glass: ["admin", "system"],
} as const satisfies Record<string, readonly string[]>;
type Road = keyof typeof GRANTED;
const ROADS = Object.keys(GRANTED) as Road[];

/** What becomes of it where somebody may: in design nothing was published yet. */
function outcomeOf(road: Road, stage: Stage): string {
  if (stage === "retired") return road === "unpublish" ? "moved" : "conflict";
  if (stage !== "design" || road === "publish" || road === "break_glass") return "moved";
  return road === "unpublish" ? "conflict" : "not_found";
}

function inputOf(road: Road, stage: Stage): RequestPublication {
  const environment = production.slug;
  const draft = { action: "publish", environment, note: "", draftEtag: 1 } as const;
  // What was never published has no revision.
  const revision = stage === "design" ? 99 : 1;
  switch (road) {
    case "publish":
      return draft;
    case "break_glass":
      return { ...draft, breakGlass: { reason: "The shop is down, and this mends it." } };
    case "unpublish":
      return { action: "unpublish", environment };
    case "promote":
      return { action: "promote", environment: sandbox.slug, revision, replaces: null };
    case "roll_back":
      return { action: "roll_back", environment, revision, replaces: 2, note: "" };
  }
}

const version = await makePublishable(database);
const { versionId, teamId, at } = version;
const draft = { action: "publish", environment: production.slug, note: "", draftEtag: 1 } as const;
await publish(version.ctx, at, draft);
const routes = [{ hosts: [], pathPrefix: `/${versionId}-b`, methods: [], stripPrefix: true }];
await db.version.update({ where: { id: versionId }, data: { routes } });
await publish(version.ctx, at, draft);
const served = await db.deployment.findFirstOrThrow({
  where: { versionId, environmentId: production.id },
  select: { wantedRevisionId: true, wantedPublicationId: true },
});

/** The version in a stage: the second of two revisions live in production; in design, none. */
async function bring(stage: Stage, isBlocked: boolean): Promise<void> {
  const data = { stage, blockedAt: isBlocked ? new Date() : null };
  await db.version.update({ where: { id: versionId }, data, select: { id: true } });
  await db.deployment.updateMany({ where: { versionId }, data: { wantedRevisionId: null } });
  if (stage === "design") return;
  await db.deployment.updateMany({ where: { versionId, environmentId: production.id }, data: served });
}

const team = (role: "owner" | "maintainer" | "viewer") => makeUser(db, { teams: { [teamId]: role } });
const stranger = await makeUser(db, { teams: { [(await makeTeam(db)).id]: "owner" } });
const ACTORS: Record<string, Actor> = {
  admin: await makeUser(db, { role: "admin" }),
  governance: await makeUser(db, { role: "governance" }),
  owner: await team("owner"),
  maintainer: await team("maintainer"),
  viewer: await team("viewer"),
  "on call": { ...(await makeUser(db)), onCall: true },
  outsider: stranger,
  gateway: { kind: "gateway", id: "gw", name: "gw", environment: production.slug },
  anonymous: ANONYMOUS,
  system: ctx().actor,
};

const codeOf = (run: Promise<unknown>) =>
  run.then(
    () => "moved",
    (error: { code: string }) => error.code,
  );

describe("every road to what is live, by everybody, in every state", () => {
  const states = STAGES.flatMap((stage) => [
    { stage, isBlocked: false },
    ...(stage === "published" || stage === "deprecated" ? [{ stage, isBlocked: true }] : []),
  ]);
  const every = states.flatMap((state) =>
    ROADS.flatMap((road) => Object.keys(ACTORS).map((who) => ({ ...state, road, who }))),
  );

  it.each(every)("$stage (blocked: $isBlocked): $road by $who", async ({ stage, isBlocked, road, who }) => {
    await bring(stage, isBlocked);
    const before = await db.publication.count({ where: { versionId } });
    const outcome = await codeOf(requestPublication(ctx(ACTORS[who] as Actor), at, inputOf(road, stage)));
    const granted: readonly string[] = GRANTED[road];
    const refused = who === "gateway" || who === "anonymous" ? "not_found" : "forbidden";
    const expected = granted.includes(who) ? outcomeOf(road, stage) : refused;
    expect(outcome).toBe(expected);
    const made = (await db.publication.count({ where: { versionId } })) - before;
    expect(made).toBe(outcome === "moved" ? 1 : 0);
    const after = await db.version.findUniqueOrThrow({ where: { id: versionId } });
    expect(after.stage).toBe(outcome === "moved" && stage === "design" ? "published" : stage);
    // An emergency is ended by whoever ends it, not by a publication.
    expect(after.blockedAt !== null).toBe(isBlocked);
  });

  it.each(ROADS.flatMap((road) => ["on call", "outsider"].map((who) => ({ road, who }))))(
    "$road of what $who may not see is of nothing",
    async ({ road, who }) => {
      await bring("published", false);
      await db.api.updateMany({ where: { slug: at.slug }, data: { visibility: "private" } });
      try {
        const asked = requestPublication(ctx(ACTORS[who] as Actor), at, inputOf(road, "published"));
        expect(await codeOf(asked)).toBe("not_found");
      } finally {
        await db.api.updateMany({ where: { slug: at.slug }, data: { visibility: "public" } });
      }
    },
  );
});
