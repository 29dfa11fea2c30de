import { describe, expect, it } from "vitest";
import type { DocumentBody } from "#lib/routing/schema";
import { loadSigningKey, loadVerifyKey, newSigningKeys, signDocument } from "#lib/signing";
import { endedBody } from "./ended-body.ts";
import { whyNotNew } from "./rotation.ts";

const [own, foreign] = [newSigningKeys(), newSigningKeys()];
const place = {
  environment: "production",
  api: { id: "api_1", slug: "orders" },
  version: { id: "ver_1", name: "v1" },
};
const tombstone: DocumentBody = { kind: "tombstone", ...place, publicationId: "pub_1" };
const credential = {
  kind: "credential",
  environment: "production",
  keyId: "key_1",
  applicationId: "app_1",
} as const;

function judged(body: DocumentBody, by = own) {
  const key = "any/key";
  const value = JSON.stringify(signDocument({ key, storeRevision: 1, body }, loadSigningKey(by.privateKey)));
  return endedBody({ key, value }, { keys: [loadVerifyKey(own.publicKey)], nowMs: 1_000 });
}

describe("what is signed anew on the store's own word", () => {
  it("is what has ended", () => {
    expect(judged(tombstone)).toEqual(tombstone);
    const ended: DocumentBody = { ...credential, state: "active", notAfterMs: 1_000 };
    expect(judged(ended)).toEqual(ended);
    const revoked: DocumentBody = { ...credential, state: "revoked" };
    expect(judged(revoked)).toEqual(revoked);
  });

  it("orders nothing", () => {
    const pinned = { kind: "controls", ...place, controls: { pin: "answer" } } as const;
    expect(judged(pinned)).toEqual({ ...pinned, controls: {} });
  });

  it("lets nobody in, and is the portal's", () => {
    expect(judged({ ...credential, state: "active" })).toBeUndefined();
    expect(judged({ ...credential, state: "active", notAfterMs: 1_001 })).toBeUndefined();
    expect(judged(tombstone, foreign)).toBeUndefined();
  });
});

it("names what keeps the old key", () => {
  const old = Array.from({ length: 7 }, (_, n) => ({ key: `routes/api-${n}/v1` }));
  const said = whyNotNew("production", { all: 40, old });
  expect(said).toContain("production: 7 of 40");
  expect(said).toContain("routes/api-0/v1, routes/api-1/v1");
  expect(said).toContain("routes/api-4/v1 and 2 more.");
});
