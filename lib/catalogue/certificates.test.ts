import { describe, expect, it } from "vitest";
import { loadSealingKey, newSealingKey, unseal } from "#lib/signing";
import { testDatabase } from "#lib/testing";
import { getDraft } from "./get-draft.ts";
import { saveDraft } from "./save-draft.ts";
import { SaveDraft, SECRET_MASK, type Draft } from "./schema.ts";
import { failureOf, makePeople, register } from "./test-rows.ts";

/** A certificate that vouches for itself until 2076, its key, and another's; for tests alone. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBNzCB36ADAgECAgIBATAKBggqhkjOPQQDAjARMQ8wDQYDVQQDDAZjbGllbnQw
IhgPMjAyNjExMjUwNzQzMjBaGA8yMDc2MTExMjE5NDMyMFowETEPMA0GA1UEAwwG
Y2xpZW50MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEdNMVF8m3cSUmXSrxLSZ3
KTUJFptRKOUuFZInl/2yAC0/Yjy5sFpzUrVHyjc1lgM3LqtrqSRVOhVr2wLOfK9V
H6MjMCEwEQYDVR0RBAowCIIGY2xpZW50MAwGA1UdEwQFMAMBAf8wCgYIKoZIzj0E
AwIDRwAwRAIgGrkybe6yLETf1Vpi7A8Tt2VCJfnre1RbLHCF4JtlCP0CICTe9U+Q
NH7uAJ7ZskonzbLvp6UM9MMDntgVyOHyoSAv
-----END CERTIFICATE-----
`;
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgcNH1ESegLw2DdsOU
mgfNcgSqyIJb8rSOuZGbiIt01aqhRANCAAR00xUXybdxJSZdKvEtJncpNQkWm1Eo
5S4VkieX/bIALT9iPLmwWnNStUfKNzWWAzcuq2upJFU6FWvbAs58r1Uf
-----END PRIVATE KEY-----
`;
const OTHER_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgTiSLISlP6W/nuXK+
7XHohYTf1+GIvbw1XtTneL4/96uhRANCAASUnxJAfPn6X1xAS7HYNzDBl3lal4SU
Ja4KdesCZUbkTl2zqFgoUq5hRFelrcdajFsJbPWI7WEf6feuR6xBQNdW
-----END PRIVATE KEY-----
`;

const database = await testDatabase();
const { db, ctx } = database;
const { team, maintainer } = await makePeople(database);
const sealingKey = loadSealingKey(newSealingKey());

let count = 0;
async function fresh(): Promise<{ at: { slug: string; version: string }; draft: Draft }> {
  const { slug, version } = await register(database, { team: team.slug, slug: `certified-${++count}` });
  const at = { slug, version };
  return { at, draft: await getDraft(ctx(maintainer), at) };
}

const save = (at: { slug: string; version: string }, draft: SaveDraft) =>
  saveDraft(ctx(maintainer), at, { draft, sealingKey });

describe("certificates", () => {
  const withTls = (draft: Draft, tls: object) => {
    const { etag, routes, policy, bindings } = draft;
    const primary = { endpoints: [{ url: "https://x.example.com" }], tls };
    return SaveDraft.parse({ etag, routes, policy, bindings: { ...bindings, production: { primary } } });
  };

  it("are sealed like secrets, and checked at their field before", async () => {
    const { at, draft } = await fresh();
    const saved = await save(at, withTls(draft, { caRef: CERTIFICATE, clientCertRef: CERTIFICATE + KEY }));
    expect(saved.bindings["production"]?.["primary"]?.tls).toEqual({
      caRef: expect.stringContaining(SECRET_MASK),
      clientCertRef: expect.stringContaining(SECRET_MASK),
    });
    const row = await db.binding.findFirstOrThrow({
      where: { version: { api: { slug: at.slug } }, environment: { slug: "production" } },
      select: { targets: true },
    });
    const { tls } = (row.targets as { primary: { tls: { caRef: string; clientCertRef: string } } }).primary;
    expect(unseal(tls.caRef, sealingKey)).toBe(CERTIFICATE);
    expect(unseal(tls.clientCertRef, sealingKey)).toBe(CERTIFICATE + KEY);
  });

  it.each([
    ["caRef", "junk", /no certificate/],
    ["caRef", CERTIFICATE.replace("MII", "AAA"), /Certificate 1 of 1 cannot be read/],
    ["clientCertRef", CERTIFICATE, /no private key/],
    ["clientCertRef", CERTIFICATE + OTHER_KEY, /not that of the first certificate/],
  ])("%s cannot be one that no handshake could use", async (field, pem, message) => {
    const { at, draft } = await fresh();
    const error = await failureOf(save(at, withTls(draft, { [field]: pem })));
    expect(error).toMatchObject({
      code: "invalid",
      issues: [
        {
          path: ["bindings", "production", "primary", "tls", field],
          message: expect.stringMatching(message) as string,
        },
      ],
    });
  });
});
