import { beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "#lib/access";
import type { Bindings, UnboundPolicy } from "#lib/fallback/schema";
import { newId, sha256Hex } from "#lib/ids";
import { ensureDefaultRules } from "#lib/rules";
import { makePublishable, testDatabase } from "#lib/testing";
import { promote, publish, rollBack } from "./index.ts";

const database = await testDatabase();
const { db, ctx } = database;
await ensureDefaultRules(ctx());
// Who must approve is another gate.
await db.governanceRule.deleteMany({ where: { kind: "approval" } });
const environment = await db.environment.create({
  data: { id: newId("env"), slug: "production", name: "Production", position: 1 },
  select: { id: true, slug: true },
});
const DAY_MS = 86_400_000;
const RULES = await db.governanceRule.findMany({
  select: { id: true, params: true, severity: true, enabled: true },
});

beforeEach(async () => {
  for (const { id, params, severity, enabled } of RULES)
    await db.governanceRule.update({ where: { id }, data: { params: params ?? {}, severity, enabled } });
});

interface Chain {
  primary: string;
  fallback?: string;
  other?: { slug: string; version: string };
}

function contentOf({ primary, fallback, other }: Chain): { policy: UnboundPolicy; bindings: Bindings } {
  const chain: UnboundPolicy["chain"] = [{ id: "primary", kind: "http" }];
  if (fallback !== undefined) chain.push({ id: "second", kind: "http" });
  if (other)
    chain.push({
      id: "other",
      kind: "api",
      apiId: other.slug,
      version: other.version,
      entry: "full_policy",
    });
  return {
    policy: { apiVersion: "fallback/v1", id: "default", chain },
    bindings: {
      primary: { endpoints: [{ url: primary }] },
      ...(fallback === undefined ? {} : { second: { endpoints: [{ url: fallback }] } }),
    },
  };
}

const documentOf = (...paths: string[]) =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title: "Test", version: "1" },
    paths: Object.fromEntries(
      paths.map((path) => [path, { get: { responses: { 200: { description: "fine" } } } }]),
    ),
  });

/** A version with a chain that is bound in production. */
async function make(chain: Chain, { tier = 1, document = documentOf("/items") } = {}) {
  const { policy, bindings } = contentOf(chain);
  const version = await makePublishable(database, policy);
  await db.api.update({ where: { slug: version.at.slug }, data: { tier } });
  await setDocument(version.versionId, document);
  await db.binding.create({
    data: { versionId: version.versionId, environmentId: environment.id, targets: bindings },
  });
  return version;
}

async function setDocument(id: string, documentText: string): Promise<void> {
  await db.version.update({ where: { id }, data: { documentText, documentDigest: sha256Hex(documentText) } });
}

type Made = Awaited<ReturnType<typeof make>>;
const go = (version: Made, actor?: Actor) =>
  publish(actor ? ctx(actor) : version.ctx, version.at, {
    action: "publish",
    environment: environment.slug,
    note: "",
    draftEtag: 1,
  });
const refusedBy = (code: string, path?: unknown[]) => ({
  code: "unprocessable",
  issues: [expect.objectContaining({ code: `rule:${code}`, ...(path ? { path } : {}) })],
});

async function waive(version: Made, ruleId: string, untilMs: number): Promise<string> {
  const { id: apiId } = await db.api.findUniqueOrThrow({ where: { slug: version.at.slug } });
  const { id } = await db.waiver.create({
    data: {
      id: newId("wvr"),
      ruleId,
      apiId,
      state: "granted",
      reason: "Its second platform is on its way.",
      until: new Date(untilMs),
      askedById: "someone",
      askedByName: "Someone",
      askedAt: ctx().now,
    },
  });
  return id;
}

describe("a critical version", () => {
  const here = "http://127.0.0.1:9001";

  it.each<[string, Chain, string, unknown[]]>([
    ["without a fallback", { primary: here }, "fallback-present", ["policy", "chain"]],
    [
      "with a fallback on the same host",
      { primary: here, fallback: "http://127.0.0.1:9002" },
      "fallback-failure-domain",
      ["bindings", "production", "second", "endpoints"],
    ],
    [
      "with a fallback on the same address by another name",
      { primary: here, fallback: "http://localhost:9002" },
      "fallback-failure-domain",
      ["bindings", "production", "second", "endpoints"],
    ],
  ])("%s is not published", async (_, ...[chain, kind, path]) => {
    const version = await make(chain);
    await expect(go(version)).rejects.toMatchObject(refusedBy(kind, path));
    await expect(go(version, { kind: "system", id: "schedule", name: "Schedule" })).rejects.toMatchObject(
      refusedBy(kind, path),
    );
    expect(await db.publication.count({ where: { versionId: version.versionId } })).toBe(0);
    expect(await db.revision.count({ where: { versionId: version.versionId } })).toBe(0);
  });

  it("with a fallback elsewhere is", async () => {
    const version = await make({ primary: here, fallback: "http://[::1]:9002" });
    expect(await go(version)).toMatchObject({ state: "saved", revision: 1 });
  });

  it("may fall back to an API that keeps its contract, and to no other", async () => {
    const inner = { primary: "http://[::1]:9003" };
    const document = documentOf("/items", "/more");
    const [fit, unfit] = [
      await make(inner, { tier: 4, document }),
      await make(inner, { tier: 4, document: documentOf("/else") }),
    ];
    await go(fit);
    await go(unfit);
    const good = await make({ primary: here, other: fit.at });
    expect(await go(good)).toMatchObject({ revision: 1 });
    const bad = await make({ primary: here, other: unfit.at });
    await expect(go(bad)).rejects.toMatchObject(refusedBy("fallback-contract", ["policy", "chain", 1]));
  });

  it("does not get round it by an API that leads to the same host", async () => {
    const inner = await make({ primary: "http://127.0.0.1:9003" }, { tier: 4 });
    await go(inner);
    const outer = await make({ primary: here, other: inner.at });
    await expect(go(outer)).rejects.toMatchObject(
      refusedBy("fallback-failure-domain", ["policy", "chain", 1]),
    );
  });
});

describe("other rules", () => {
  it("let what is of less importance have no fallback", async () => {
    expect(await go(await make({ primary: "http://127.0.0.1:9001" }, { tier: 3 }))).toMatchObject({
      revision: 1,
    });
  });

  it("hold for fallbacks in the clear, of whatever tier", async () => {
    const version = await make(
      { primary: "https://a.example.com", fallback: "http://b.example.com" },
      { tier: 4 },
    );
    const policy = { ...contentOf({ primary: "x", fallback: "x" }).policy, accept: ["plain-http-fallback"] };
    await db.version.update({ where: { id: version.versionId }, data: { policy } });
    await expect(go(version)).rejects.toMatchObject(
      refusedBy("no-plain-http-fallback", ["bindings", "production", "second", "endpoints", 0, "url"]),
    );
  });

  it("want a new version for a breaking change, but let a known document come back", async () => {
    const version = await make({ primary: "http://127.0.0.1:9001" }, { tier: 4 });
    await go(version);
    await setDocument(version.versionId, documentOf("/items", "/more"));
    await go(version);
    await setDocument(version.versionId, documentOf("/else"));
    await expect(go(version)).rejects.toMatchObject(refusedBy("breaking-change", ["document"]));
    await setDocument(version.versionId, documentOf("/items"));
    expect(await go(version)).toMatchObject({ revision: 3 });
  });
});

describe("waivers and changed rules", () => {
  const chain = { primary: "http://127.0.0.1:9001" };

  it("a waiver lets it pass until it ends; then it blocks again", async () => {
    const version = await make(chain);
    const { now } = version.ctx;
    const id = await waive(version, "rule_tier1-fallback", now.getTime() + DAY_MS);
    expect(await go(version)).toMatchObject({ revision: 1 });
    await db.waiver.update({ where: { id }, data: { until: now } });
    await expect(go(version)).rejects.toMatchObject(refusedBy("fallback-present"));
  });

  it.each(["asked", "refused", "withdrawn", "revoked"] as const)(
    "a waiver that is %s does not",
    async (state) => {
      const version = await make(chain);
      const id = await waive(version, "rule_tier1-fallback", version.ctx.now.getTime() + DAY_MS);
      await db.waiver.update({ where: { id }, data: { state } });
      await expect(go(version)).rejects.toMatchObject(refusedBy("fallback-present"));
    },
  );

  it("a waiver of another API or rule does not", async () => {
    const [version, other] = [await make(chain), await make(chain)];
    await waive(other, "rule_tier1-fallback", version.ctx.now.getTime() + DAY_MS);
    await waive(version, "rule_tier1-failure-domain", version.ctx.now.getTime() + DAY_MS);
    await expect(go(version)).rejects.toMatchObject(refusedBy("fallback-present"));
  });

  it("a rule that is changed after the draft was looked at is judged as it is now", async () => {
    const version = await make(chain, { tier: 3 });
    const where = { id: "rule_tier1-fallback" };
    const rule = await db.governanceRule.findUniqueOrThrow({ where });
    await db.governanceRule.update({ where, data: { scope: { tiers: [1, 3] } } });
    await expect(go(version)).rejects.toMatchObject(refusedBy("fallback-present"));
    await db.governanceRule.update({ where, data: { enabled: false } });
    expect(await go(version)).toMatchObject({ revision: 1 });
    await db.governanceRule.update({ where, data: { scope: rule.scope ?? {} } });
  });
});

describe("what was published before a rule came", () => {
  it("is neither rolled back to, nor promoted, while it breaks the rule", async () => {
    const version = await make({ primary: "http://127.0.0.1:9001" }, { tier: 4 });
    await go(version);
    const routes = [{ hosts: [], pathPrefix: `/${version.versionId}-b`, methods: [], stripPrefix: true }];
    await db.version.update({ where: { id: version.versionId }, data: { routes } });
    await go(version);
    await db.api.update({ where: { slug: version.at.slug }, data: { tier: 1 } });
    const sandbox = await db.environment.create({
      data: { id: newId("env"), slug: `sandbox-${newId("x").slice(-6)}`, name: "Sandbox", position: 0 },
      select: { id: true, slug: true },
    });
    const back = {
      action: "roll_back",
      environment: environment.slug,
      revision: 1,
      replaces: 2,
      note: "",
    } as const;
    await expect(rollBack(version.ctx, version.at, back)).rejects.toMatchObject(
      refusedBy("fallback-present"),
    );
    const bound = await db.revision.findFirstOrThrow({ where: { versionId: version.versionId, number: 1 } });
    const frozen = bound.bindings as Record<string, object>;
    await db.revision.update({
      where: { id: bound.id },
      data: { bindings: { ...frozen, [sandbox.slug]: frozen[environment.slug] ?? {} } },
    });
    const onward = { action: "promote", environment: sandbox.slug, revision: 1, replaces: null } as const;
    await expect(promote(version.ctx, version.at, onward)).rejects.toMatchObject(
      refusedBy("fallback-present"),
    );
    await waive(version, "rule_tier1-fallback", version.ctx.now.getTime() + DAY_MS);
    expect(await rollBack(version.ctx, version.at, back)).toMatchObject({ revision: 3 });
    expect(await promote(version.ctx, version.at, onward)).toMatchObject({ revision: 1 });
  });
});
