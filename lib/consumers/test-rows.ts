import type { Actor } from "#lib/access";
import type { Ctx } from "#lib/db";
import { newId } from "#lib/ids";
import { publish } from "#lib/publishing";
import { makePublishable, makeTeam, makeUser, type TestDatabase } from "#lib/testing";
import { createApplication, createPlan, subscribe } from "./index.ts";
import type { CreatePlan, PlanDto } from "./schema.ts";

type UserActor = Extract<Actor, { kind: "user" }>;

export interface TestMarket {
  environment: { id: string; slug: string };
  /** A maintainer of the API's team, and one of the application's. */
  provider: Ctx;
  consumer: Ctx;
  /** Somebody of neither. */
  stranger: Ctx;
  providerTeamId: string;
  consumerTeamId: string;
  consumerTeam: string;
  consumerActor: UserActor;
  api: { slug: string; version: string };
  versionId: string;
  application: { slug: string };
  applicationId: string;
  offer(plan?: Partial<CreatePlan>): Promise<PlanDto>;
  ask(plan: PlanDto, purpose?: string): ReturnType<typeof subscribe>;
}

/** An environment, a published version of one team, and an application of another. */
export async function openMarket(
  database: TestDatabase,
  given?: TestMarket["environment"],
): Promise<TestMarket> {
  const { db, ctx } = database;
  const environment = given ?? (await makeEnvironment(database));
  const version = await makePublishable(database);
  const input = { action: "publish", environment: environment.slug, note: "", draftEtag: 1 } as const;
  await publish(version.ctx, version.at, input);
  const team = await makeTeam(db);
  const consumerActor = await makeUser(db, { name: "Cleo Consumer", teams: { [team.id]: "owner" } });
  const consumer = ctx(consumerActor);
  const application = await createApplication(consumer, {
    team: team.slug,
    slug: `app-${newId("x").slice(-8)}`,
    name: "Till",
    description: "",
  });
  return {
    environment,
    provider: version.ctx,
    consumer,
    stranger: ctx(await makeUser(db, { name: "Sam Stranger" })),
    providerTeamId: version.teamId,
    consumerTeamId: team.id,
    consumerTeam: team.slug,
    consumerActor,
    api: version.at,
    versionId: version.versionId,
    application: { slug: application.slug },
    applicationId: application.id,
    offer: (plan) =>
      createPlan(version.ctx, version.at, {
        name: `plan-${newId("x").slice(-6)}`,
        description: "",
        rate: { requests: 10, per: "second", burst: 20 },
        quota: null,
        approval: "manual",
        ...plan,
      }),
    ask: (plan, purpose = "to sell") =>
      subscribe(consumer, application, {
        api: version.at.slug,
        version: version.at.version,
        environment: environment.slug,
        plan: plan.id,
        purpose,
      }),
  };
}

async function makeEnvironment({ db }: TestDatabase): Promise<{ id: string; slug: string }> {
  const slug = `env-${newId("x").slice(-8)}`;
  return db.environment.create({
    data: { id: newId("env"), slug, name: slug, position: 9 },
    select: { id: true, slug: true },
  });
}
