import { expect, it } from "vitest";
import { DEFAULT_RULES } from "#lib/governance";
import { makeUser, testDatabase } from "#lib/testing";
import { ensureDefaultRules } from "./index.ts";

const { db, ctx } = await testDatabase();

it("puts each default rule in once, also from two processes, and leaves what was made of them", async () => {
  await Promise.all([ensureDefaultRules(ctx()), ensureDefaultRules(ctx())]);
  const ids = DEFAULT_RULES.map(({ id }) => id).toSorted();
  const there = async () =>
    (await db.governanceRule.findMany({ select: { id: true }, orderBy: { id: "asc" } })).map(({ id }) => id);
  expect((await there()).toSorted()).toEqual(ids);
  const [gone, changed] = ids;
  await db.governanceRule.delete({ where: { id: gone ?? "" } });
  await db.governanceRule.update({ where: { id: changed ?? "" }, data: { enabled: false } });
  await ensureDefaultRules(ctx());
  expect(await there()).not.toContain(gone);
  expect(await db.governanceRule.count({ where: { enabled: false } })).toBe(1);
  expect(await db.auditEntry.count({ where: { action: "rule.create" } })).toBe(DEFAULT_RULES.length);
});

it("is refused to people who may not set rules", async () => {
  const empty = await testDatabase();
  const member = await makeUser(empty.db);
  await expect(ensureDefaultRules(empty.ctx(member))).rejects.toMatchObject({ code: "forbidden" });
});
