import { describe, expect, it } from "vitest";
import { makeTeam, makeUser, testDatabase } from "#lib/testing";
import { createRule, CreateRule, deleteRule, getRule, listRules, RuleList, updateRule } from "./index.ts";
import { readRules, RULES_MAX } from "./read-rules.ts";

const { db, ctx } = await testDatabase();
const team = await makeTeam(db);
const [governance, admin, owner] = await Promise.all([
  makeUser(db, { role: "governance" }),
  makeUser(db, { role: "admin" }),
  makeUser(db, { teams: { [team.id]: "owner" } }),
]);
const input = (over: object = {}) =>
  CreateRule.parse({ name: "Has a fallback", kind: "fallback-present", severity: "block", ...over });

describe("rules", () => {
  it("are set, changed and deleted by governance, each with an audit entry", async () => {
    const rule = await createRule(ctx(governance), input({ scope: { tiers: [1] } }));
    expect(rule).toMatchObject({
      kind: "fallback-present",
      params: { kinds: ["http", "api", "ai"] },
      scope: { tiers: [1] },
      enabled: true,
      etag: 1,
    });
    const changed = await updateRule(ctx(admin), {
      id: rule.id,
      changes: { etag: 1, severity: "warn", params: { kinds: ["stale"] } },
    });
    expect(changed).toMatchObject({
      severity: "warn",
      params: { kinds: ["stale"] },
      name: rule.name,
      etag: 2,
    });
    await deleteRule(ctx(governance), rule.id);
    await expect(getRule(ctx(owner), rule.id)).rejects.toMatchObject({ code: "not_found" });
    const audit = await db.auditEntry.findMany({
      where: { objectKind: "rule", objectId: rule.id },
      orderBy: { id: "asc" },
    });
    expect(audit.map(({ action }) => action)).toEqual(["rule.create", "rule.update", "rule.delete"]);
  });

  it("are read by everybody, and written by nobody else", async () => {
    const rule = await createRule(ctx(governance), input());
    expect(await getRule(ctx(owner), rule.id)).toMatchObject({ id: rule.id });
    expect((await listRules(ctx(owner), RuleList.api.parse({}))).items).toContainEqual(rule);
    const forbidden = { code: "forbidden" };
    await expect(createRule(ctx(owner), input())).rejects.toMatchObject(forbidden);
    const changes = { etag: 1, enabled: false };
    await expect(updateRule(ctx(owner), { id: rule.id, changes })).rejects.toMatchObject(forbidden);
    await expect(deleteRule(ctx(owner), rule.id)).rejects.toMatchObject(forbidden);
    const nobody = ctx({ kind: "anonymous", id: "anonymous", name: "Anonymous" });
    await expect(listRules(nobody, RuleList.api.parse({}))).rejects.toMatchObject(forbidden);
    await expect(getRule(nobody, rule.id)).rejects.toMatchObject(forbidden);
  });

  it("of two who change one, one is told", async () => {
    const { id } = await createRule(ctx(governance), input());
    const both = await Promise.allSettled(
      [governance, admin].map((who) => updateRule(ctx(who), { id, changes: { etag: 1, severity: "info" } })),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "stale" } });
  });

  it.each([
    ["a kind that is not known", { kind: "constructor" }, ["kind"]],
    ["parameters its kind does not know", { params: { kinds: ["none"] } }, ["params", "kinds", 0]],
    ["a team that is not there", { scope: { teams: [team.slug, "no-such-team"] } }, ["scope", "teams"]],
    ["an environment that is not there", { scope: { environments: ["mars"] } }, ["scope", "environments"]],
    ["approvals by nobody", { kind: "approval", params: {} }, ["params", "by"]],
  ])("refuses %s, at the field", async (_, over, path) => {
    await expect(createRule(ctx(governance), input(over))).rejects.toMatchObject({
      code: "invalid",
      issues: [expect.objectContaining({ path })],
    });
  });

  it("refuses a ruleset that would read files or run code, and takes one that would not", async () => {
    const style = (text: string) => input({ kind: "openapi-style", params: { ruleset: "own", text } });
    for (const text of ["plugins: [./evil.js]", "extends: [/etc/passwd]", "rules: { no-such: error }"])
      await expect(createRule(ctx(governance), style(text))).rejects.toMatchObject({
        code: "invalid",
        issues: [{ path: ["params", "text"] }],
      });
    const rule = await createRule(ctx(governance), style("extends: [minimal]"));
    const changes = { etag: 1, params: { ruleset: "own", text: "plugins: []" } };
    await expect(updateRule(ctx(governance), { id: rule.id, changes })).rejects.toMatchObject({
      code: "invalid",
    });
    await expect(createRule(ctx(owner), style("plugins: []"))).rejects.toMatchObject({ code: "forbidden" });
  });
});

it("are as many as are judged: the one after would judge nothing, and is refused", async () => {
  const there = await db.governanceRule.count();
  await db.governanceRule.createMany({
    data: Array.from({ length: RULES_MAX - 1 - there }, (_, i) => ({
      id: `rule_bound_${i}`,
      name: `Bound ${i}`,
      kind: "fallback-present",
      params: {},
      scope: {},
      severity: "info" as const,
      createdByName: "Test",
    })),
  });
  const both = await Promise.allSettled([1, 2].map(() => createRule(ctx(governance), input())));
  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(both.find(({ status }) => status === "rejected")).toMatchObject({
    reason: { code: "conflict", message: expect.stringContaining(`${RULES_MAX} rules`) },
  });
  expect(await readRules(db)).toHaveLength(await db.governanceRule.count({ where: { enabled: true } }));
});
