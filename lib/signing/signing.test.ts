import { describe, expect, it } from "vitest";
import type { RouteBody } from "#lib/routing/schema";
import {
  deriveKey,
  isSealedWith,
  keyId,
  loadSealingKey,
  loadSigningKey,
  loadVerifyKey,
  newSealingKey,
  newSigningKeys,
  reseal,
  seal,
  sealedId,
  sealLike,
  sealingKeyId,
  signDocument,
  telemetryToken,
  unseal,
  verifyDocument,
  verifyTelemetryToken,
} from "./index.ts";

const keys = newSigningKeys();
const signingKey = loadSigningKey(keys.privateKey);
const verifyKey = loadVerifyKey(keys.publicKey);
const key = "routes/orders/v1";

const body: RouteBody = {
  kind: "route",
  environment: "production",
  api: { id: "api_1", slug: "orders", name: "Orders", tier: 1 },
  version: { id: "ver_1", name: "v1" },
  revision: 1,
  publicationId: "pub_1",
  match: [{ hosts: [], pathPrefix: "/orders/v1", methods: [], stripPrefix: true }],
  fallback: {
    apiVersion: "fallback/v1",
    id: "orders-v1",
    chain: [{ id: "primary", kind: "http", endpoints: [{ url: "http://orders.internal" }] }],
  },
};
const signed = signDocument({ key, storeRevision: 7, body }, signingKey);

describe("signed documents", () => {
  it("verifies what it signed", () => {
    expect(verifyDocument({ key, text: JSON.stringify(signed) }, verifyKey)).toEqual({
      ok: true,
      document: signed,
    });
  });

  it("does not depend on the order of members", () => {
    const shuffled = JSON.stringify(Object.fromEntries(Object.entries(signed).reverse()));
    expect(verifyDocument({ key, text: shuffled }, verifyKey).ok).toBe(true);
  });

  it.each([
    ["another key", { key: "routes/orders/v2", text: JSON.stringify(signed) }, /signature/],
    ["a newer revision", { key, text: JSON.stringify({ ...signed, storeRevision: 8 }) }, /signature/],
    [
      "a changed body",
      { key, text: JSON.stringify({ ...signed, body: { ...body, revision: 2 } }) },
      /digest/,
    ],
    ["an unknown member", { key, text: JSON.stringify({ ...signed, extra: 1 }) }, /not a document/],
    [
      "another body",
      { key, text: JSON.stringify({ ...signed, body: { kind: "route" } }) },
      /not a document: body/,
    ],
    ["no JSON", { key, text: "{" }, /not JSON/],
  ])("refuses %s", (_name, read, reason) => {
    const result = verifyDocument(read, verifyKey);
    expect(result).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  });

  it("refuses another portal's signature", () => {
    const other = loadSigningKey(newSigningKeys().privateKey);
    const text = JSON.stringify(signDocument({ key, storeRevision: 7, body }, other));
    expect(verifyDocument({ key, text }, verifyKey)).toMatchObject({ ok: false });
  });

  it("takes a document of either key while two are in use, and of the new one alone afterwards", () => {
    const next = newSigningKeys();
    const both = [loadVerifyKey(next.publicKey), verifyKey];
    const renewed = signDocument({ key, storeRevision: 8, body }, loadSigningKey(next.privateKey));
    for (const document of [signed, renewed])
      expect(verifyDocument({ key, text: JSON.stringify(document) }, both).ok).toBe(true);
    const after = [loadVerifyKey(next.publicKey)];
    expect(verifyDocument({ key, text: JSON.stringify(renewed) }, after).ok).toBe(true);
    expect(verifyDocument({ key, text: JSON.stringify(signed) }, after)).toMatchObject({
      ok: false,
      reason: "the signature is not the portal's",
    });
    expect(keyId(verifyKey)).toMatch(/^[0-9a-f]{16}$/);
    expect(keyId(verifyKey)).not.toBe(keyId(loadVerifyKey(next.publicKey)));
  });

  it("refuses keys of another kind", () => {
    expect(() => loadSigningKey("bm90IGEga2V5")).toThrow("not a base64 DER key");
    expect(() => loadVerifyKey(keys.privateKey)).toThrow();
  });
});

describe("sealed secrets", () => {
  const sealingKey = loadSealingKey(newSealingKey());

  it("opens with its key, and differs each time", () => {
    const text = seal("s3cret ✓", sealingKey);
    expect(unseal(text, sealingKey)).toBe("s3cret ✓");
    expect(seal("s3cret ✓", sealingKey)).not.toBe(text);
    expect(text).not.toContain("s3cret");
  });

  it("is the same text where the same secret is there already, under the same key", () => {
    const known = ["one", "another"].map((plain) => seal(plain, sealingKey));
    expect(sealLike("another", ["env:A", ...known], sealingKey)).toBe(known[1]);
    const fresh = [
      sealLike("third", known, sealingKey),
      sealLike("one", known, loadSealingKey(newSealingKey())),
    ];
    for (const text of fresh) expect(known).not.toContain(text);
    expect(unseal(fresh[0] ?? "", sealingKey)).toBe("third");
  });

  it("stays shut for another key, a changed text and plain text", () => {
    const text = seal("s3cret", sealingKey);
    expect(() => unseal(text, loadSealingKey(newSealingKey()))).toThrow("another key");
    const flipped = text.slice(0, -2) + (text.endsWith("AA") ? "BB" : "AA");
    expect(() => unseal(flipped, sealingKey)).toThrow("another key");
    expect(() => unseal("s3cret", sealingKey)).toThrow("not a sealed secret");
    expect(() => unseal("sealed:v1:AAAA", sealingKey)).toThrow("cut short");
  });

  it("opens with either key while two are in use", () => {
    const next = loadSealingKey(newSealingKey());
    for (const key of [sealingKey, next])
      expect(unseal(seal("s3cret", key), [next, sealingKey])).toBe("s3cret");
    expect(() => unseal(seal("s3cret", sealingKey), [next])).toThrow("another key");
  });

  it("seals anew what another key sealed, always to the same text, and leaves the rest", () => {
    const next = loadSealingKey(newSealingKey());
    const keys = { seal: next, open: [sealingKey] };
    const text = seal("s3cret", sealingKey);
    const renewed = reseal(text, keys);
    expect(unseal(renewed, next)).toBe("s3cret");
    expect(reseal(text, keys)).toBe(renewed);
    expect(reseal(renewed, keys)).toBe(renewed);
    const again = seal("s3cret", sealingKey);
    expect(reseal(again, keys)).not.toBe(renewed);
    expect([sealedId(renewed), sealedId(reseal(again, keys))]).toEqual([sealedId(text), sealedId(again)]);
    expect(sealedId(again)).not.toBe(sealedId(text));
    expect(() => reseal(text, { seal: next, open: [] })).toThrow("another key");
    expect([isSealedWith(text, next), isSealedWith(renewed, next)]).toEqual([false, true]);
    expect(sealingKeyId(next)).toMatch(/^[0-9a-f]{16}$/);
    expect(sealingKeyId(next)).not.toBe(sealingKeyId(sealingKey));
  });

  it("derives keys that differ by purpose and by key", () => {
    const [a, b] = [deriveKey(sealingKey, "a"), deriveKey(sealingKey, "b")];
    expect(a).toHaveLength(32);
    expect(a.equals(deriveKey(sealingKey, "a"))).toBe(true);
    expect(a.equals(b)).toBe(false);
    expect(a.equals(deriveKey(loadSealingKey(newSealingKey()), "a"))).toBe(false);
  });

  it("asks for 32 bytes", () => {
    expect(() => loadSealingKey("AAAA")).toThrow("32 bytes");
  });
});

describe("telemetry tokens", () => {
  it("hold for one node in one environment", () => {
    const token = telemetryToken("secret", "production", "gw-1");
    expect(verifyTelemetryToken("secret", { environment: "production", node: "gw-1", token })).toBe(true);
    expect(verifyTelemetryToken("secret", { environment: "production", node: "gw-2", token })).toBe(false);
    expect(verifyTelemetryToken("secret", { environment: "sandbox", node: "gw-1", token })).toBe(false);
    expect(verifyTelemetryToken("other", { environment: "production", node: "gw-1", token })).toBe(false);
    expect(verifyTelemetryToken("secret", { environment: "production", node: "gw-1", token: "x" })).toBe(
      false,
    );
  });
});
