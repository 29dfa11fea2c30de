import { expect, it } from "vitest";
import type { RuleFinding } from "#lib/governance";
import { ensureDefaultRules } from "#lib/rules";
import { testDatabase } from "#lib/testing";
import { getDraft, getRuleFindings, saveDraft } from "./index.ts";
import { asDraftFindings } from "./rule-findings.ts";
import { makePeople, register } from "./test-rows.ts";

const database = await testDatabase();
const { db, ctx } = database;
const { team, owner, outsider } = await makePeople(database);
await ensureDefaultRules(ctx());

it("shows at a saved draft what keeps it from being published, and a waiver lets it pass", async () => {
  const at = await register(database, { team: team.slug, slug: "judged", tier: 1 });
  const mine = ctx(owner);
  const kinds = async () =>
    (await getDraft(mine, at)).findings
      .filter(({ code }) => code.startsWith("rule:"))
      .map(({ code, severity, path, environment }) => ({ code, severity, path, environment }));
  expect(await kinds()).toEqual([
    { code: "rule:fallback-present", severity: "error", path: ["chain"], environment: undefined },
  ]);

  const { etag, routes, policy } = await getDraft(mine, at);
  const [primary] = policy.chain;
  if (!primary) throw new Error("A draft has a primary.");
  const chain = [primary, { id: "second", kind: "http" as const }];
  const url = (port: number) => ({ endpoints: [{ url: `http://127.0.0.1:${port}` }] });
  const bindings = { production: { [primary.id]: url(9001), second: url(9002) } };
  const saved = { etag, routes, policy: { ...policy, chain }, bindings };
  await saveDraft(mine, at, { draft: saved, sealingKey: Buffer.alloc(32) });
  expect(await kinds()).toEqual([
    {
      code: "rule:fallback-failure-domain",
      severity: "error",
      path: ["bindings", "second", "endpoints"],
      environment: "production",
    },
  ]);

  const { id: apiId } = await db.api.findUniqueOrThrow({ where: { slug: at.slug }, select: { id: true } });
  const asked = { askedById: "someone", askedByName: "Someone", askedAt: ctx().now, reason: "On its way." };
  const until = new Date(ctx().now.getTime() + 86_400_000);
  const ruleId = "rule_tier1-failure-domain";
  await db.waiver.create({ data: { id: "wvr_1", ruleId, apiId, state: "granted", until, ...asked } });
  expect(await kinds()).toEqual([expect.objectContaining({ severity: "warning" })]);
  const { findings } = await getRuleFindings(mine, at);
  expect(findings.find(({ kind }) => kind === "fallback-failure-domain")).toMatchObject({
    ruleId,
    severity: "block",
    waiver: { id: "wvr_1" },
  });
});

it("warns, whatever the tier and the rules, of two names that lead to one server", async () => {
  const at = await register(database, { team: team.slug, slug: "two-names", tier: 3 });
  const mine = ctx(owner);
  const { etag, routes, policy } = await getDraft(mine, at);
  const url = (host: string) => ({ endpoints: [{ url: `http://${host}:9001` }] });
  const saved = {
    etag,
    routes,
    policy: { ...policy, chain: ["first", "second"].map((id) => ({ id, kind: "http" as const })) },
    bindings: { production: { first: url("127.0.0.1"), second: url("localhost") } },
  };
  const { findings } = await saveDraft(mine, at, { draft: saved, sealingKey: Buffer.alloc(32) });
  const shared = [
    {
      severity: "warning",
      code: "shared-address",
      path: ["chain", 1, "endpoints", 0, "url"],
      message: 'localhost leads to an IP address of "first": one failure may take both.',
      environment: "production",
    },
  ];
  expect(findings.filter(({ code }) => code === "shared-address")).toEqual(shared);

  const enabled = { where: { enabled: true } };
  const ids = (await db.governanceRule.findMany({ ...enabled, select: { id: true } })).map(({ id }) => id);
  await db.governanceRule.updateMany({ ...enabled, data: { enabled: false } });
  const without = (await getDraft(mine, at)).findings;
  await db.governanceRule.updateMany({ where: { id: { in: ids } }, data: { enabled: true } });
  expect(without.filter(({ code }) => code === "shared-address")).toEqual(shared);
});

it("finds the credential that two targets have in common, although it is sealed", async () => {
  const at = await register(database, { team: team.slug, slug: "one-secret", tier: 1 });
  const save = async (...secrets: string[]) => {
    const { etag, routes, policy } = await getDraft(ctx(owner), at);
    const chain = secrets.map((_, index) => ({ id: `t${index}`, kind: "http" as const }));
    const production = Object.fromEntries(
      secrets.map((secretRef, index) => {
        const auth = { secretRef, in: "header" as const, name: "x-key" };
        return [`t${index}`, { endpoints: [{ url: `http://127.0.0.${index + 1}` }], auth }];
      }),
    );
    const draft = { etag, routes, policy: { ...policy, chain }, bindings: { production } };
    const { findings } = await saveDraft(ctx(owner), at, { draft, sealingKey: Buffer.alloc(32) });
    const codes = findings.map(({ code }) => code);
    return codes.filter((code) => code === "correlated-targets" || code === "rule:fallback-failure-domain");
  };
  expect(await save("one", "another")).toEqual([]);
  expect(await save("one", "one")).toEqual(["correlated-targets", "rule:fallback-failure-domain"]);
});

it("leaves to the editor that a chain may take too long, until that keeps it from being published", () => {
  const late: RuleFinding = {
    ruleId: "rule_chain-deadline",
    rule: "The chain fits its deadline",
    kind: "chain-deadline",
    severity: "warn",
    path: ["policy", "budget", "deadlineMs"],
    message: "Too long.",
    environment: "production",
  };
  expect(asDraftFindings([late])).toEqual([]);
  expect(asDraftFindings([{ ...late, severity: "block" }])).toMatchObject([
    { severity: "error", code: "rule:chain-deadline", path: ["budget", "deadlineMs"] },
  ]);
});

it("is for those who can see the API", async () => {
  const at = await register(database, { team: team.slug, slug: "hidden", visibility: "private" });
  await expect(getRuleFindings(ctx(outsider), at)).rejects.toMatchObject({ code: "not_found" });
});
