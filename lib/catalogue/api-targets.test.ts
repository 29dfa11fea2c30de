import { describe, expect, it } from "vitest";
import type { Actor } from "#lib/access";
import { newId } from "#lib/ids";
import { loadSealingKey, newSealingKey } from "#lib/signing";
import { testDatabase } from "#lib/testing";
import { getDraft } from "./get-draft.ts";
import { saveDraft } from "./save-draft.ts";
import { SaveDraft, type Draft } from "./schema.ts";
import { failureOf, makePeople, register } from "./test-rows.ts";

const database = await testDatabase();
const { db, ctx } = database;
const people = await makePeople(database);
const { team, other, maintainer, outsider, admin } = people;
const sealingKey = loadSealingKey(newSealingKey());

let count = 0;
async function fresh(of: { team?: string; visibility?: "private" } = {}) {
  return register(database, { team: team.slug, slug: `chain-${++count}`, ...of });
}

const api = (id: string, at: { slug: string; version: string }) =>
  ({ id, kind: "api", apiId: at.slug, version: at.version, entry: "full_policy" }) as const;

/** Saves the version's chain with these APIs after its primary. */
async function chainOf(
  at: { slug: string; version: string },
  others: ReturnType<typeof api>[],
  actor: Actor = maintainer,
): Promise<Draft> {
  const { etag, routes, policy, bindings } = await getDraft(ctx(admin), at);
  const chain = [...policy.chain.slice(0, 1), ...others];
  const draft = SaveDraft.parse({ etag, routes, policy: { ...policy, chain }, bindings });
  return saveDraft(ctx(actor), at, { draft, sealingKey });
}

/** What publishing would freeze, without the rest of it. */
async function freeze(at: { slug: string; version: string }, policy: Draft["policy"], environment: string) {
  const { id } = await db.version.findFirstOrThrow({
    where: { api: { slug: at.slug } },
    select: { id: true },
  });
  const { id: environmentId } = await db.environment.findUniqueOrThrow({ where: { slug: environment } });
  const common = { versionId: id, environmentId };
  const { routes, bindings } = await getDraft(ctx(admin), at);
  const revision = await db.revision.create({
    data: {
      id: newId("rev"),
      versionId: id,
      number: 1,
      digest: "x",
      documentText: "",
      documentDigest: "",
      routes,
      policy,
      bindings,
      createdById: "t",
    },
  });
  const publication = await db.publication.create({
    data: { id: newId("pub"), ...common, revisionId: revision.id, action: "publish", requestedById: "t" },
  });
  await db.deployment.create({
    data: { ...common, wantedRevisionId: revision.id, wantedPublicationId: publication.id, pending: false },
  });
}

describe("an API in another's chain", () => {
  it("must be there and be seen by whoever puts it in", async () => {
    const outer = await fresh();
    const secret = await fresh({ team: other.slug, visibility: "private" });
    const at = ["policy", "chain", 1, "apiId"];
    const message = (slug: string) => `There is no API ${slug} v1 that you can see.`;
    for (const slug of [secret.slug, "nobody-knows"])
      expect(await failureOf(chainOf(outer, [api("b", { slug, version: "v1" })]))).toMatchObject({
        code: "invalid",
        issues: [{ path: at, message: message(slug), code: "unknown-api" }],
      });
    const mine = await fresh({ team: other.slug });
    expect(await failureOf(chainOf(mine, [api("b", { ...outer, version: "v9" })], outsider))).toMatchObject({
      code: "invalid",
    });
    expect((await chainOf(mine, [api("b", secret)], outsider)).policy.chain[1]).toMatchObject({
      apiId: secret.slug,
    });
  });

  it("stays where somebody put it who could see it, until it is to be published", async () => {
    const outer = await fresh();
    const secret = await fresh({ team: other.slug, visibility: "private" });
    await chainOf(outer, [api("b", secret)], admin);
    expect((await chainOf(outer, [api("c", secret)])).policy.chain[1]?.id).toBe("c");
  });

  it("cannot lead back, by drafts", async () => {
    const [one, two, three] = [await fresh(), await fresh(), await fresh()];
    await chainOf(one, [api("two", two)]);
    await chainOf(two, [api("three", three)]);
    const error = await failureOf(chainOf(three, [api("x", await fresh()), api("one", one)]));
    const way = [three, one, two, three].map(({ slug }) => `${slug} v1`).join(" → ");
    expect(error).toMatchObject({
      code: "conflict",
      message: `The chain would come back to itself: ${way}.`,
      issues: [{ path: ["policy", "chain", 2, "apiId"], code: "api-cycle" }],
    });
    expect(await failureOf(chainOf(one, [api("self", one)]))).toMatchObject({
      message: `The chain would come back to itself: ${one.slug} v1 → ${one.slug} v1.`,
    });
  });

  it("cannot lead back by what is published, and names nothing that the reader may not see", async () => {
    const outer = await fresh();
    const [open, secret] = [await fresh(), await fresh({ team: other.slug, visibility: "private" })];
    await chainOf(open, [api("s", secret)], admin);
    const draft = await getDraft(ctx(admin), secret);
    await freeze(secret, { ...draft.policy, chain: [...draft.policy.chain, api("o", outer)] }, "production");
    expect(await failureOf(chainOf(outer, [api("open", open)]))).toMatchObject({
      message: `The chain would come back to itself: ${outer.slug} v1 → ${open.slug} v1 → an API that you cannot see → ${outer.slug} v1.`,
    });
  });

  it("is judged per environment, by what is published there", async () => {
    const [outer, inner] = [await fresh(), await fresh()];
    const saved = await chainOf(outer, [api("b", inner)]);
    const missing = ({ findings }: Draft) =>
      findings.filter(({ code }) => code === "api-not-published").map(({ environment }) => environment);
    expect(new Set(missing(saved))).toEqual(new Set(Object.keys(saved.bindings)));
    await freeze(inner, (await getDraft(ctx(admin), inner)).policy, "production");
    const now = await getDraft(ctx(maintainer), outer);
    expect(missing(now)).not.toContain("production");
    expect(missing(now)).toContain("sandbox");
    // Both were registered with the same server: shared fate is found, and said without the address.
    expect(now.findings.find(({ code }) => code === "correlated-targets")).toMatchObject({
      environment: "production",
      path: ["chain", 1],
      message: expect.not.stringContaining("example"),
    });
  });

  it("is judged too in a chain that has no address of its own", async () => {
    const [outer, inner] = [await fresh(), await fresh()];
    const { etag, routes, policy, bindings } = await getDraft(ctx(admin), inner);
    const [primary] = policy.chain;
    if (!primary) throw new Error("A draft has a primary.");
    const backup = { id: "backup", kind: "http" as const };
    const url = (host: string) => ({ endpoints: [{ url: `https://${host}.example` }] });
    const production = { [primary.id]: url("a"), backup: url("b") };
    const two = { etag, routes, policy: { ...policy, chain: [primary, backup] } };
    const draft = SaveDraft.parse({ ...two, bindings: { ...bindings, production } });
    await saveDraft(ctx(maintainer), inner, { draft, sealingKey });
    await freeze(inner, draft.policy, "production");

    const of = await getDraft(ctx(admin), outer);
    const sorry = { id: "sorry", kind: "static", status: 503 };
    const only = {
      ...of.policy,
      chain: [api("b", inner), sorry],
      replay: { nonIdempotent: "always" },
    };
    const saved = SaveDraft.parse({ etag: of.etag, routes: of.routes, policy: only, bindings: {} });
    const { findings } = await saveDraft(ctx(maintainer), outer, { draft: saved, sealingKey });
    const errors = findings.filter(({ severity }) => severity === "error");
    expect(errors.map(({ code, environment }) => `${code} ${environment}`)).toEqual([
      "api-not-published sandbox",
      "replay-without-dedup production",
    ]);
    // Nothing that is hidden from them is in it.
    const seen = await getDraft(ctx(outsider), outer);
    expect(seen.findings.filter(({ severity }) => severity === "error")).toEqual(errors);
  });
});
