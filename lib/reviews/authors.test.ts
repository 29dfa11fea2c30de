import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { saveDraft, type SaveDraft } from "#lib/catalogue";
import type { Ctx } from "#lib/db";
import { newId } from "#lib/ids";
import { publish, resealSecrets } from "#lib/publishing";
import { testDatabase } from "#lib/testing";
import { decideReview, getApproval, getReview, submitReview } from "./index.ts";
import { makeReviewed, submission } from "./test-rows.ts";

const database = await testDatabase();
const { db } = database;
const [sealingKey, nextKey] = [randomBytes(32), randomBytes(32)];
const approve = { decision: "approve", round: 1, note: "" } as const;
const ownWork = { code: "forbidden", message: expect.stringContaining("own work") as string };

type Made = Awaited<ReturnType<typeof makeReviewed>>;

interface Saved {
  secret?: string;
  environments?: string[];
}

/** Saves another draft on the present one, in somebody's name. Returns its etag. */
async function save(ctx: Ctx, { at, versionId }: Made, over: Saved = {}): Promise<number> {
  const { secret, environments = ["production"] } = over;
  const { draftEtag: etag } = await db.version.findUniqueOrThrow({ where: { id: versionId } });
  const auth = secret === undefined ? undefined : { secretRef: secret, in: "header" as const, name: "x-key" };
  const primary = { endpoints: [{ url: "https://a.example" }], ...(auth ? { auth } : {}) };
  const draft: SaveDraft = {
    etag,
    routes: [{ hosts: [], pathPrefix: `/${newId("x")}`, methods: [], stripPrefix: true }],
    policy: { apiVersion: "fallback/v1", id: "default", chain: [{ id: "primary", kind: "http" }] },
    bindings: Object.fromEntries(environments.map((slug) => [slug, { primary }])),
  };
  return (await saveDraft(ctx, at, { draft, sealingKey })).etag;
}

const put = (made: Made, environment: string, draftEtag: number) =>
  publish(made.ctx, made.at, { action: "publish", environment, note: "", draftEtag });

describe("whoever edited what is submitted", () => {
  it("does not decide on it, however many edited after them; once it is served they may on what follows", async () => {
    const made = await makeReviewed(database, { by: "either" });
    const { ctx, at, colleague, governance } = made;
    await save(colleague, made);
    const draftEtag = await save(ctx, made);
    const first = await submitReview(ctx, at, submission({ draftEtag }));
    expect(await getReview(colleague, first.id)).toMatchObject({ waitsForMe: false });
    await expect(decideReview(colleague, first.id, approve)).rejects.toMatchObject(ownWork);
    await decideReview(governance, first.id, approve);
    await put(made, "production", draftEtag);

    const second = await submitReview(ctx, at, submission({ draftEtag: await save(ctx, made) }));
    expect(await decideReview(colleague, second.id, approve)).toMatchObject({ state: "approved" });
  });

  it("does not decide on it for one environment because another serves it", async () => {
    const made = await makeReviewed(database, { by: "either" });
    const { ctx, at, colleague } = made;
    const slug = `sandbox-${newId("x").slice(-6)}`;
    await db.environment.create({ data: { id: newId("env"), slug, name: slug, position: 0 } });
    const draftEtag = await save(colleague, made, { environments: ["production", slug] });
    await put(made, slug, draftEtag);
    const { id } = await submitReview(ctx, at, submission({ draftEtag }));
    await expect(decideReview(colleague, id, approve)).rejects.toMatchObject(ownWork);
  });

  it("does not judge afterwards what was published with broken glass either", async () => {
    const made = await makeReviewed(database, { by: "either" });
    const { at, admin, colleague, governance } = made;
    const draftEtag = await save(colleague, made);
    const breakGlass = { reason: "The checkout is down, and this mends it." };
    const asked = { action: "publish", environment: "production", note: "", draftEtag, breakGlass } as const;
    const id = (await publish(admin, at, asked)).reviewId ?? "";
    for (const author of [admin, colleague])
      await expect(decideReview(author, id, approve)).rejects.toMatchObject(ownWork);
    expect(await decideReview(governance, id, approve)).toMatchObject({ state: "approved" });
  });
});

describe("an approval of content with a secret", () => {
  it("outlives the rotation of the sealing key, and not another secret", async () => {
    const made = await makeReviewed(database);
    const { ctx, at, governance } = made;
    const draftEtag = await save(ctx, made, { secret: "first secret" });
    const { id } = await submitReview(ctx, at, submission({ draftEtag }));
    await decideReview(governance, id, approve);
    expect(
      await resealSecrets(database.ctx(), { seal: nextKey, open: [nextKey, sealingKey] }),
    ).toBeGreaterThan(0);
    expect(await getReview(ctx, id)).toMatchObject({ state: "approved", isCurrent: true });
    expect(await put(made, "production", draftEtag)).toMatchObject({ grounds: "approved", reviewId: id });

    const changed = await save(ctx, made, { secret: "second secret" });
    const { environments } = await getApproval(ctx, at);
    expect(environments.find(({ environment }) => environment === "production")).toMatchObject({
      isAllowed: false,
    });
    await expect(put(made, "production", changed)).rejects.toMatchObject({ code: "conflict" });
  });
});
