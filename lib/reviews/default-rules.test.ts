import { expect, it } from "vitest";
import { DEFAULT_APPROVAL_RULES } from "#lib/governance";
import { newId } from "#lib/ids";
import { publish } from "#lib/publishing";
import { ensureDefaultRules } from "#lib/rules";
import { makePublishable, makeUser, testDatabase } from "#lib/testing";
import { decideReview, getApproval, submitReview } from "./index.ts";

const database = await testDatabase();
const { db, ctx } = database;
for (const [position, slug] of ["sandbox", "production"].entries())
  await db.environment.create({ data: { id: newId("env"), slug, name: slug, position } });
await ensureDefaultRules(ctx(), DEFAULT_APPROVAL_RULES);

it.each([
  { tier: 1, needed: ["governance"] },
  { tier: 2, needed: ["either"] },
  { tier: 3, needed: [] },
  { tier: 4, needed: [] },
])("an installation begins with: tier $tier needs $needed in production", async ({ tier, needed }) => {
  const version = await makePublishable(database);
  await db.api.update({ where: { slug: version.at.slug }, data: { tier } });
  const { environments } = await getApproval(version.ctx, version.at);
  expect(environments.map((one) => [one.environment, one.needs.map(({ by }) => by)])).toEqual([
    ["sandbox", []],
    ["production", needed],
  ]);
  const input = { action: "publish", environment: "production", note: "", draftEtag: 1 } as const;
  const asked = publish(version.ctx, version.at, input).then(
    ({ grounds }) => grounds,
    (error: { code?: string }) => error.code,
  );
  expect(await asked).toBe(needed.length > 0 ? "conflict" : "not_required");
  const { id } = await submitReview(version.ctx, version.at, {
    environments: ["production"],
    summary: "First.",
    draftEtag: 1,
    publish: "by_hand",
  });
  const governance = ctx(await makeUser(db, { role: "governance" }));
  await decideReview(governance, id, { decision: "approve", round: 1, note: "" });
  expect(await publish(version.ctx, version.at, input)).toMatchObject({ grounds: "approved" });
});
