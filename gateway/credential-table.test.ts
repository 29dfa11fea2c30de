import { expect, test } from "vitest";
import { keySha256, newKey } from "#lib/credentials";
import { credentialKey } from "#lib/routing";
import type { CredentialBody } from "#lib/routing/schema";
import { loadSigningKey, loadVerifyKey, newSigningKeys, signDocument, verifyDocument } from "#lib/signing";
import { CredentialTable } from "./credential-table.ts";

const keys = newSigningKeys();

function documentOf(n: number, more: Partial<CredentialBody> = {}, storeRevision = n + 1) {
  const sha256 = keySha256(newKey("production"));
  const body: CredentialBody = {
    kind: "credential",
    environment: "production",
    keyId: `key_${n}`,
    applicationId: `app_${n % 3}`,
    state: "active",
    ...more,
  };
  const key = credentialKey(sha256);
  const document = { ...signDocument({ key, storeRevision, body }, loadSigningKey(keys.privateKey)), body };
  return { sha256, key, document };
}

test("what is kept of thousands of keys is enough to have their documents again, signatures and all", () => {
  const table = new CredentialTable();
  const made = Array.from({ length: 3_000 }, (_, n) =>
    documentOf(n, n % 2 === 0 ? {} : { notAfterMs: 1_000 + n, versionId: `ver_${n % 5}`, state: "revoked" }),
  );
  for (const { sha256, document } of made) table.set(sha256, document);
  expect(table.size).toBe(3_000);
  for (const { sha256, key, document } of made) {
    const text = table.textOf(sha256) ?? "";
    expect(verifyDocument({ key, text }, loadVerifyKey(keys.publicKey))).toEqual({ ok: true, document });
    expect(table.isInForce(sha256, JSON.stringify(document))).toBe(true);
  }
});

test("a newer document takes the place of the older, which is not taken for it", () => {
  const table = new CredentialTable();
  const { sha256, key, document } = documentOf(1);
  table.set(sha256, document);
  const body: CredentialBody = { ...document.body, state: "revoked" };
  const newer = { ...signDocument({ key, storeRevision: 9, body }, loadSigningKey(keys.privateKey)), body };
  expect(table.isInForce(sha256, JSON.stringify(newer))).toBe(false);
  table.set(sha256, newer);
  expect(table.size).toBe(1);
  expect(table.find(sha256)).toMatchObject({ state: "revoked", storeRevision: 9 });
  expect(table.isInForce(sha256, JSON.stringify(document))).toBe(false);
  expect(table.find(keySha256("other"))).toBeUndefined();
});
