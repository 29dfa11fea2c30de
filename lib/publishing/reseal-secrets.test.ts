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
async function sealedVersion(secret: string, key: Buffer) {
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
  const { documentText, routes, policy } = await db.version.findUniqueOrThrow({ where: { id: versionId } });
  const bindings = { [environment.slug]: targets };
  const digest = draftDigest({ documentDigest: sha256Hex(documentText), routes, policy, bindings });
  const id = `rev_${randomBytes(6).toString("hex")}`;
  const of = { id, versionId, number: 1, digest, documentText, createdById: ctx.actor.id };
  await db.revision.create({ data: { ...of, routes: routes as object, policy: policy as object, bindings } });
  return {
    read: async () => {
      const binding = await db.binding.findUniqueOrThrow({ where });
      const revision = await db.revision.findUniqueOrThrow({ where: { id } });
      const [inDraft = ""] = /sealed:v1:[\w-]+/.exec(canonicalJson(binding.targets)) ?? [];
      const [inRevision = ""] = /sealed:v1:[\w-]+/.exec(canonicalJson(revision.bindings)) ?? [];
      const kept = revision.bindings as Record<string, unknown>;
      const digestNow = draftDigest({
        documentDigest: sha256Hex(documentText),
        routes,
        policy,
        bindings: kept,
      });
      return { inDraft, inRevision, isDigestRight: revision.digest === digestNow };
    },
  };
}

it("seals drafts and revisions anew, keeps what was equal equal, and can be repeated", async () => {
  const one = await sealedVersion("first", old);
  const two = await sealedVersion("second", next);
  const untouched = await two.read();
  const keys = { seal: next, open: [next, old] };
  expect(await resealSecrets(system(), keys)).toBe(2);
  const { inDraft, inRevision, isDigestRight } = await one.read();
  expect(unseal(inDraft, next)).toBe("first");
  expect(isSealedWith(inDraft, old)).toBe(false);
  expect(inRevision).toBe(inDraft);
  expect(isDigestRight).toBe(true);
  expect(await two.read()).toEqual(untouched);
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
