import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { canonicalJson, sha256Hex } from "#lib/ids";
import { isSealedWith, seal, unseal } from "#lib/signing";
import { makePublishable, makeUser, testDatabase } from "#lib/testing";
import { draftDigest } from "./draft.ts";
import { resealSecrets } from "./index.ts";

const database = await testDatabase();
const { db } = database;
const [old, next] = [randomBytes(32), randomBytes(32)];
const system = () => database.ctx();

/** A version with a draft and a revision of the same content, whose target has a credential. */
async function sealedVersion(secret: string, key: Buffer, access?: object) {
  const { versionId, ctx } = await makePublishable(database);
  const slug = `env-${randomBytes(4).toString("hex")}`;
  const environment = await db.environment.create({
    data: { id: `env_${slug}`, slug, name: slug, position: 9 },
  });
  const secretRef = seal(secret, key);
  const targets = {
    primary: { endpoints: [{ url: "https://a.example" }], auth: { secretRef, in: "header", name: "k" } },
  };
  const where = { versionId_environmentId: { versionId, environmentId: environment.id } };
  await db.binding.upsert({
    where,
    create: { versionId, environmentId: environment.id, targets },
    update: { targets },
  });
  if (access) await db.version.update({ where: { id: versionId }, data: { access } });
  const { documentText, routes, policy } = await db.version.findUniqueOrThrow({ where: { id: versionId } });
  const bindings = { [environment.slug]: targets };
  const documentDigest = sha256Hex(documentText);
  const digest = draftDigest({ documentDigest, routes, policy, bindings, access });
  const id = `rev_${randomBytes(6).toString("hex")}`;
  const of = { id, versionId, number: 1, digest, documentText, documentDigest, createdById: ctx.actor.id };
  const content = { routes: routes as object, policy: policy as object, bindings };
  await db.revision.create({ data: { ...of, ...content, ...(access ? { access } : {}) } });
  return {
    read: async () => {
      const binding = await db.binding.findUniqueOrThrow({ where });
      const revision = await db.revision.findUniqueOrThrow({ where: { id } });
      const [inDraft = ""] = /sealed:v1:[\w-]+/.exec(canonicalJson(binding.targets)) ?? [];
      const [inRevision = ""] = /sealed:v1:[\w-]+/.exec(canonicalJson(revision.bindings)) ?? [];
      const kept = revision.bindings as Record<string, unknown>;
      const digestNow = draftDigest({ documentDigest, routes, policy, bindings: kept, access });
      return { inDraft, inRevision, isDigestRight: revision.digest === digestNow };
    },
  };
}

it("seals drafts and revisions anew, keeps what was equal equal, and can be repeated", async () => {
  const one = await sealedVersion("first", old);
  const closed = await sealedVersion("closed", old, { anonymous: false, key: {} });
  const two = await sealedVersion("second", next);
  const untouched = await two.read();
  const keys = { seal: next, open: [next, old] };
  expect(await resealSecrets(system(), keys)).toBe(4);
  expect(await closed.read()).toMatchObject({ isDigestRight: true });
  const { inDraft, inRevision, isDigestRight } = await one.read();
  expect(unseal(inDraft, next)).toBe("first");
  expect(isSealedWith(inDraft, old)).toBe(false);
  expect(inRevision).toBe(inDraft);
  expect(isDigestRight).toBe(true);
  expect(await two.read()).toEqual(untouched);
  expect(await resealSecrets(system(), keys)).toBe(0);
});

it("seals what webhooks are signed with anew, of an exchanged secret both", async () => {
  const made = (secret: string, previousSecret: string | null) => ({
    id: `whe_${randomBytes(6).toString("hex")}`,
    url: "https://hooks.example",
    kinds: ["key.expiring"],
    secret,
    previousSecret,
    createdById: "x",
  });
  const [plain, exchanged, current] = [
    made(seal("whsec_a", old), null),
    made(seal("whsec_b", old), seal("whsec_c", old)),
    made(seal("whsec_d", next), null),
  ];
  await db.webhookEndpoint.createMany({ data: [plain, exchanged, current] });
  const keys = { seal: next, open: [next, old] };
  expect(await resealSecrets(system(), keys)).toBe(2);
  const read = (id: string) =>
    db.webhookEndpoint.findUniqueOrThrow({ where: { id }, select: { secret: true, previousSecret: true } });
  const [one, both] = [await read(plain.id), await read(exchanged.id)];
  expect([unseal(one.secret, next), one.previousSecret]).toEqual(["whsec_a", null]);
  expect([unseal(both.secret, next), unseal(both.previousSecret ?? "", next)]).toEqual([
    "whsec_b",
    "whsec_c",
  ]);
  expect(isSealedWith(both.previousSecret ?? "", old)).toBe(false);
  expect((await read(current.id)).secret).toBe(current.secret);
  expect(await resealSecrets(system(), keys)).toBe(0);
});

it("changes nothing when a key is missing, and lets no user do it", async () => {
  const lost = await sealedVersion("lost", randomBytes(32));
  const before = await lost.read();
  await expect(resealSecrets(system(), { seal: next, open: [old] })).rejects.toMatchObject({
    code: "invalid",
  });
  expect(await lost.read()).toEqual(before);
  const admin = database.ctx(await makeUser(db, { role: "admin" }));
  await expect(resealSecrets(admin, { seal: next, open: [old] })).rejects.toMatchObject({
    code: "forbidden",
  });
});
