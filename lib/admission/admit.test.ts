import { describe, expect, it } from "vitest";
import { admit, type AdmittingVersion, type Caller } from "./index.ts";

const NOW = 1_000_000;
const version: AdmittingVersion = {
  name: "Orders v1",
  id: "ver_1",
  environment: "production",
  anonymous: false,
  keyHeader: "x-api-key",
  tokens: true,
};
const subscription = { state: "active" as const };
const application = { name: "Shop", state: "active" as const, subscription };
const credential = {
  keyId: "key_1",
  state: "active" as const,
  notAfterMs: undefined,
  versionId: undefined,
};
const written = { environment: "production" };
const key = (more: object = {}): Caller<typeof subscription> =>
  ({ kind: "key", written, credential, application, ...more }) as Caller<typeof subscription>;
const token = (more: object = {}): Caller<typeof subscription> =>
  ({ kind: "token", clientId: "app_1", application, ...more }) as Caller<typeof subscription>;
const refusalOf = (caller: Caller<typeof subscription>, of = version) => {
  const admission = admit(caller, of, NOW);
  return admission.ok ? undefined : [admission.refusal.status, admission.refusal.reason];
};

describe("admit", () => {
  it("lets an active key, and a token of a known client, in under the subscription", () => {
    expect(admit(key(), version, NOW)).toEqual({ ok: true, subscription, keyId: "key_1" });
    expect(admit(token(), version, NOW)).toEqual({ ok: true, subscription, keyId: undefined });
  });

  it("lets nobody in without a credential, but where the version is open to all", () => {
    expect(refusalOf({ kind: "nobody" })).toEqual([401, "credential_missing"]);
    expect(admit({ kind: "nobody" }, { ...version, anonymous: true }, NOW)).toMatchObject({ ok: true });
  });

  it.each([
    ["copied wrongly", { written: "typo" }, 401],
    ["no key", { written: "other" }, 401],
    ["of another environment", { written: { environment: "sandbox" } }, 401],
    ["unknown", { credential: undefined }, 401],
    ["revoked", { credential: { ...credential, state: "revoked" } }, 401],
    ["expired this very moment", { credential: { ...credential, notAfterMs: NOW } }, 401],
    ["for another version", { credential: { ...credential, versionId: "ver_2" } }, 403],
    ["of an application that is not known yet", { application: undefined }, 403],
    ["of an application that is gone", { application: { ...application, state: "removed" } }, 403],
    ["of an application that is suspended", { application: { ...application, state: "suspended" } }, 403],
    [
      "of an application without a subscription",
      { application: { ...application, subscription: undefined } },
      403,
    ],
    [
      "under a pending subscription",
      { application: { ...application, subscription: { state: "pending" } } },
      403,
    ],
    ["under a suspended one", { application: { ...application, subscription: { state: "suspended" } } }, 403],
    ["under a rejected one", { application: { ...application, subscription: { state: "rejected" } } }, 403],
    ["under one that has ended", { application: { ...application, subscription: { state: "ended" } } }, 403],
  ])("refuses a key %s", (_name, more, status) => {
    expect(refusalOf(key(more))?.[0]).toBe(status);
    // An open door is not open to who shows a bad key.
    expect(refusalOf(key(more), { ...version, anonymous: true })?.[0]).toBe(status);
  });

  it("refuses what the version does not take", () => {
    expect(refusalOf(key(), { ...version, keyHeader: undefined })?.[0]).toBe(401);
  });

  it("refuses a token of nobody, and of somebody unknown", () => {
    expect(refusalOf(token({ clientId: undefined }))?.[0]).toBe(401);
    expect(refusalOf(token({ application: undefined }))?.[0]).toBe(403);
  });

  it("says the same of every key that it does not know, and repeats none", () => {
    const details = ["usk_production_a", "usk_production_b"].map(() => {
      const admission = admit(key({ credential: undefined }), version, NOW);
      return admission.ok ? "" : admission.refusal.detail;
    });
    expect(new Set(details).size).toBe(1);
    expect(details[0]).not.toContain("usk_");
  });

  it("takes a key until its time", () => {
    expect(admit(key({ credential: { ...credential, notAfterMs: NOW + 1 } }), version, NOW).ok).toBe(true);
  });
});
