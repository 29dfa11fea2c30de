import { describe, expect, it } from "vitest";
import type { Actor } from "#lib/access";
import { newSealingKey, loadSealingKey, unseal } from "#lib/signing";
import { testDatabase } from "#lib/testing";
import { getDraft } from "./get-draft.ts";
import { saveDraft } from "./save-draft.ts";
import { SaveDraft, SECRET_MASK, type Draft } from "./schema.ts";
import { failureOf, makePeople, register } from "./test-rows.ts";

const database = await testDatabase();
const { db, ctx } = database;
const people = await makePeople(database);
const { team, maintainer, owner } = people;
const deps = { sealingKey: loadSealingKey(newSealingKey()) };

let count = 0;
/** A fresh version and its draft. */
async function fresh(
  of: { visibility?: "private" } = {},
): Promise<{ at: { slug: string; version: string }; draft: Draft }> {
  const { slug, version } = await register(database, { team: team.slug, slug: `draft-${++count}`, ...of });
  const at = { slug, version };
  return { at, draft: await getDraft(ctx(maintainer), at) };
}

const inputOf = ({ etag, routes, policy, bindings }: Draft): SaveDraft =>
  SaveDraft.parse({ etag, routes, policy, bindings });
const save = (at: { slug: string; version: string }, input: SaveDraft, actor: Actor = maintainer) =>
  saveDraft(ctx(actor), at, { draft: input, ...deps });
const route = (pathPrefix: string, more: object = {}) =>
  SaveDraft.shape.routes.parse([{ pathPrefix, ...more }]);

describe("saveDraft", () => {
  it("keeps everything and names the next etag; the audit has before and after", async () => {
    const { at, draft } = await fresh();
    const policy: Draft["policy"] = {
      ...draft.policy,
      chain: [...draft.policy.chain, { kind: "static", id: "sorry", status: 503, body: "later" }],
    };
    const saved = await save(at, { ...inputOf(draft), policy, routes: route("/elsewhere") });
    expect(saved).toMatchObject({
      etag: 2,
      policy,
      routes: [{ pathPrefix: "/elsewhere" }],
      savedBy: { name: maintainer.name },
    });
    expect(await getDraft(ctx(maintainer), at)).toEqual(saved);
    const entry = await db.auditEntry.findFirst({
      where: { action: "version.update", actorId: maintainer.id },
    });
    expect(entry).toMatchObject({
      before: { etag: 1 },
      after: { etag: 2, policy: { chain: [{}, { id: "sorry" }] } },
    });
  });

  it("tells the second of two editors who was first, and overwrites nothing", async () => {
    const { at, draft } = await fresh();
    await save(at, { ...inputOf(draft), routes: route("/by-the-owner") }, owner);
    const error = await failureOf(save(at, { ...inputOf(draft), routes: route("/too-late") }));
    expect(error).toMatchObject({ code: "stale", details: { etag: 2, savedBy: { name: owner.name } } });
    expect((await getDraft(ctx(owner), at)).routes).toMatchObject([{ pathPrefix: "/by-the-owner" }]);
  });

  it("lets exactly one of many simultaneous edits through", async () => {
    const { at, draft } = await fresh();
    const all = await Promise.allSettled(
      [1, 2, 3, 4].map((n) => save(at, { ...inputOf(draft), routes: route(`/race-${count}-${n}`) })),
    );
    const lost = all.filter((one) => one.status === "rejected");
    expect(lost).toHaveLength(3);
    for (const one of lost) expect(one.reason).toMatchObject({ code: "stale" });
    expect((await getDraft(ctx(maintainer), at)).etag).toBe(2);
  });

  it("saves a draft with error findings, and returns them", async () => {
    const { at, draft } = await fresh();
    const [primary] = draft.policy.chain;
    if (!primary) throw new Error("no primary");
    const policy = { ...draft.policy, chain: [primary, { ...primary }] };
    const saved = await save(at, { ...inputOf(draft), policy });
    expect(saved.findings.some((finding) => finding.severity === "error")).toBe(true);
    expect(saved.etag).toBe(2);
  });

  it("names the environment where only its addresses are at fault", async () => {
    const { at, draft } = await fresh();
    const policy: Draft["policy"] = {
      ...draft.policy,
      chain: [...draft.policy.chain, { kind: "http", id: "second" }],
    };
    const production = {
      ...draft.bindings["production"],
      second: { endpoints: [{ url: "https://second.example.com" }] },
    };
    const saved = await save(at, { ...inputOf(draft), policy, bindings: { ...draft.bindings, production } });
    const missing = saved.findings.filter(
      (finding) => finding.path.includes("second") && finding.severity === "error",
    );
    expect(missing.map((finding) => finding.environment)).toEqual(["sandbox"]);
  });

  it.each(["viewer", "outsider", "governance"] as const)("refuses the %s", async (who) => {
    const { at, draft } = await fresh();
    expect(await failureOf(save(at, inputOf(draft), people[who]))).toMatchObject({ code: "forbidden" });
    expect((await getDraft(ctx(maintainer), at)).etag).toBe(1);
  });

  it("does not know a private version for who may not see it", async () => {
    const { at, draft } = await fresh({ visibility: "private" });
    expect(await failureOf(save(at, inputOf(draft), people.outsider))).toMatchObject({ code: "not_found" });
    expect(await failureOf(getDraft(ctx(people.outsider), at))).toMatchObject({ code: "not_found" });
  });

  it.each([
    ["a field of its own", { stage: "published" }],
    [
      "a field in the policy",
      { policy: { apiVersion: "fallback/v1", id: "x", chain: [{ kind: "http", id: "p" }], owner: "me" } },
    ],
    [
      "a field in a target",
      { policy: { apiVersion: "fallback/v1", id: "x", chain: [{ kind: "http", id: "p", url: "http://x" }] } },
    ],
    ["a field in a route", { routes: [{ pathPrefix: "/x", versionId: "y" }] }],
    ["no routes", { routes: [] }],
    ["an address that is none", { bindings: { production: { p: { endpoints: [{ url: "ftp://x" }] } } } }],
  ])("does not take %s", async (_name, change) => {
    const { draft } = await fresh();
    expect(SaveDraft.safeParse({ ...inputOf(draft), ...change }).success).toBe(false);
  });

  it("names every wrong place of the bindings at once", async () => {
    const { at, draft } = await fresh();
    const bound = draft.bindings["production"] ?? {};
    const bindings = {
      production: { ...bound, ghost: { endpoints: [{ url: "https://x.example" }] } },
      moon: bound,
    };
    const error = await failureOf(save(at, { ...inputOf(draft), bindings }));
    expect(error).toMatchObject({
      code: "invalid",
      issues: [{ path: ["bindings", "production", "ghost"] }, { path: ["bindings", "moon"] }],
    });
  });
});

describe("secrets", () => {
  const MASKED = new RegExp(`^${SECRET_MASK}[0-9a-f]{8}$`);
  const withSecret = (draft: Draft, secretRef: string) => {
    const primary = {
      endpoints: [{ url: "https://x.example.com" }],
      auth: { secretRef, in: "header", name: "x-key" },
    };
    return SaveDraft.parse({ ...inputOf(draft), bindings: { production: { primary } } });
  };
  const storedSecret = async (slug: string): Promise<string> => {
    const row = await db.binding.findFirstOrThrow({
      where: { version: { api: { slug } }, environment: { slug: "production" } },
      select: { targets: true },
    });
    return (row.targets as { primary: { auth: { secretRef: string } } }).primary.auth.secretRef;
  };

  it("are sealed at rest, masked on read, absent from the audit, and kept when the mask comes back", async () => {
    const { at, draft } = await fresh();
    const saved = await save(at, withSecret(draft, "s3cret-key"));
    expect(saved.bindings["production"]?.["primary"]?.auth?.secretRef).toMatch(MASKED);
    const sealed = await storedSecret(at.slug);
    expect(unseal(sealed, deps.sealingKey)).toBe("s3cret-key");
    await save(at, inputOf(saved));
    await save(at, withSecret(await getDraft(ctx(owner), at), SECRET_MASK));
    expect(await storedSecret(at.slug)).toBe(sealed);
    const entries = await db.auditEntry.findMany({ where: { action: "version.update" } });
    expect(
      JSON.stringify(entries, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value)),
    ).not.toMatch(/s3cret-key|sealed:v1/);
  });

  it("are not kept for an address on another server, and are for another path of the same", async () => {
    const { at, draft } = await fresh();
    const saved = inputOf(await save(at, withSecret(draft, "s3cret-key")));
    const primary = saved.bindings["production"]?.["primary"];
    const own = primary?.endpoints[0]?.url;
    if (!primary || !own) throw new Error("the draft has lost its binding");
    const leadTo = (...urls: string[]) => {
      const moved = { ...primary, endpoints: urls.map((url) => ({ url })) };
      return { ...saved, bindings: { ...saved.bindings, production: { primary: moved } } };
    };
    const { host } = new URL(own);
    for (const urls of [["https://evil.example"], [own, "https://evil.example"], [`http://${host}`]]) {
      const error = await failureOf(save(at, leadTo(...urls)));
      const path = ["bindings", "production", "primary", "auth", "secretRef"];
      expect(error).toMatchObject({ code: "invalid", issues: [{ path, code: "secret" }] });
    }
    await save(at, leadTo(`https://${host}/other/path`));
    expect(unseal(await storedSecret(at.slug), deps.sealingKey)).toBe("s3cret-key");
  });

  it("follow a target that is renamed or copied, to the same servers alone", async () => {
    const { at, draft } = await fresh();
    const saved = inputOf(await save(at, withSecret(draft, "s3cret-key")));
    const { primary } = saved.bindings["production"] ?? {};
    if (!primary) throw new Error("the draft has lost its binding");
    const chainOf = (...ids: string[]) => ({
      ...saved.policy,
      chain: ids.map((id) => ({ id, kind: "http" as const })),
    });
    const evil = { ...primary, endpoints: [{ url: "https://evil.example" }] };
    const elsewhere = { ...saved, policy: chainOf("main"), bindings: { production: { main: evil } } };
    expect(await failureOf(save(at, elsewhere))).toMatchObject({
      code: "invalid",
      issues: [{ path: ["bindings", "production", "main", "auth", "secretRef"], code: "secret" }],
    });

    const renamed = await save(at, {
      ...saved,
      policy: chainOf("main", "copy"),
      bindings: { production: { main: primary, copy: primary } },
    });
    const row = await db.binding.findFirstOrThrow({
      where: { version: { api: { slug: at.slug } }, environment: { slug: "production" } },
      select: { targets: true },
    });
    for (const { auth } of Object.values(row.targets as Record<string, { auth: { secretRef: string } }>))
      expect(unseal(auth.secretRef, deps.sealingKey)).toBe("s3cret-key");
    expect(Object.keys(renamed.bindings["production"] ?? {})).toEqual(["copy", "main"]);
  });

  it("are replaced by a new value", async () => {
    const { at, draft } = await fresh();
    const saved = await save(at, withSecret(draft, "old"));
    await save(at, withSecret(saved, "new"));
    expect(unseal(await storedSecret(at.slug), deps.sealingKey)).toBe("new");
  });

  it("may be a variable of the gateway that is meant for it", async () => {
    const { at, draft } = await fresh();
    const saved = await save(at, withSecret(draft, "env:UPSTREAM_SHOP_KEY"));
    expect(saved.bindings["production"]?.["primary"]?.auth?.secretRef).toBe("env:UPSTREAM_SHOP_KEY");
  });

  it.each([
    ["the mask where nothing is stored", SECRET_MASK],
    ["a sealed value from elsewhere", "sealed:v1:AAAA"],
    ["the product's own keys", "env:SEALING_KEY"],
    ["a variable in small letters", "env:UPSTREAM_x"],
    ["one that is too long", "x".repeat(3000)],
  ])("cannot be %s", async (_name, secretRef) => {
    const { at, draft } = await fresh();
    const error = await failureOf(save(at, withSecret(draft, secretRef)));
    const path = ["bindings", "production", "primary", "auth", "secretRef"];
    expect(error).toMatchObject({ code: "invalid", issues: [{ path }] });
  });
});

describe("getDraft", () => {
  it("judges the addresses that are there where one is missing", async () => {
    const { at, draft } = await fresh();
    const chain = ["primary", "backup", "late"].map((id) => ({ id, kind: "http" as const }));
    const on = (url: string) => ({ endpoints: [{ url }] });
    const production = { primary: on("https://a.example"), backup: on("http://b.example") };
    const bindings = { production };
    const { findings } = await save(at, { ...draft, policy: { ...draft.policy, chain }, bindings });
    const here = findings.filter(({ environment }) => environment === "production");
    expect(here.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["missing-binding", "plain-http-fallback"]),
    );
  });

  it("keeps addresses from readers who may not edit", async () => {
    const { at } = await fresh();
    const seen = await getDraft(ctx(people.outsider), at);
    expect(seen).toMatchObject({ bindings: {}, bindingsHidden: true, mayUpdate: false, mayPublish: false });
    expect(seen.policy.chain).toHaveLength(1);
    for (const who of ["governance", "admin", "owner"] as const) {
      expect((await getDraft(ctx(people[who]), at)).bindingsHidden).toBe(false);
    }
  });
});
