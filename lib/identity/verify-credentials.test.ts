import { expect, test, vi } from "vitest";
import { ANONYMOUS } from "#lib/access";
import { AppError } from "#lib/errors";
import { makeUser, testDatabase } from "#lib/testing";
import { isPassword, hashPassword } from "./password.ts";
import { verifyCredentials } from "./verify-credentials.ts";

vi.mock("./password.ts", { spy: true });

const { db, ctx } = await testDatabase();
const PASSWORD = "correct horse battery";
const passwordHash = await hashPassword(PASSWORD);

async function account(data: object = {}) {
  const user = await makeUser(db);
  await db.user.update({ where: { id: user.id }, data: { passwordHash, ...data } });
  return user;
}

let addresses = 0;
const attempt = (email: string, password: string, address = `10.0.0.${addresses++}`) =>
  verifyCredentials(ctx(ANONYMOUS), { email, password, address });

const refusal = async (run: Promise<unknown>) => {
  const error = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error("expected a refusal", { cause: error });
  return error;
};

test("the right password signs in, is noted and audited", async () => {
  const user = await account({ sessionEpoch: 7 });
  expect(await attempt(user.email, PASSWORD, "192.0.2.1")).toEqual({
    id: user.id,
    email: user.email,
    name: user.name,
    sessionEpoch: 7,
  });
  const row = await db.user.findUniqueOrThrow({ where: { id: user.id } });
  expect(row.lastSignInAt).not.toBeNull();
  const [entry, ...others] = await db.auditEntry.findMany({ where: { objectId: user.id } });
  expect(others).toEqual([]);
  expect(entry).toMatchObject({ action: "user.sign_in", actorId: user.id });
  expect(entry?.after).toEqual({ outcome: "signed in", address: "192.0.2.1" });
});

test("unknown, wrong, without a password and deactivated: one answer, one verification each", async () => {
  const user = await account();
  const fresh = await account({ passwordHash: null });
  const gone = await account({ state: "deactivated" });
  const attempts = [
    () => attempt("nobody@example.com", PASSWORD),
    () => attempt(user.email, "wrong password here"),
    () => attempt(fresh.email, PASSWORD),
    () => attempt(gone.email, PASSWORD),
  ];
  const seen = [];
  for (const run of attempts) {
    vi.mocked(isPassword).mockClear();
    const { code, message, issues, details } = await refusal(run());
    seen.push({ code, message, issues, details, verified: vi.mocked(isPassword).mock.calls.length });
  }
  expect(seen[0]).toMatchObject({ code: "unauthenticated", verified: 1 });
  for (const answer of seen) expect(answer).toEqual(seen[0]);
});

test("a refusal is audited with its reason, and neither password nor an unknown address is kept", async () => {
  const user = await account();
  await refusal(attempt(user.email, "a secret that was wrong"));
  await refusal(attempt("typed-my-password-here", "x"));
  const entries = await db.auditEntry.findMany({
    where: { actorKind: "anonymous" },
    orderBy: { id: "desc" },
    take: 2,
  });
  expect(entries.map(({ objectId }) => objectId)).toEqual(["unknown", user.id]);
  expect(entries[1]?.after).toMatchObject({ outcome: "refused", reason: "wrong password" });
  const text = JSON.stringify(await db.auditEntry.findMany(), (_, value: unknown) =>
    typeof value === "bigint" ? String(value) : value,
  );
  expect(text).not.toContain("a secret that was wrong");
  expect(text).not.toContain("typed-my-password-here");
});

test("an account's attempts run out, also for the right password and from elsewhere, without a verification", async () => {
  const user = await account();
  for (let count = 0; count < 10; count++) await refusal(attempt(user.email, "wrong"));
  vi.mocked(isPassword).mockClear();
  const error = await refusal(attempt(user.email, PASSWORD));
  expect(error.code).toBe("rate_limited");
  expect(error.details.retryAfterSeconds).toBeGreaterThan(0);
  expect(error.details.retryAfterSeconds).toBeLessThanOrEqual(900);
  expect(isPassword).not.toHaveBeenCalled();
  const kept = await db.attempt.findMany({ where: { points: { gt: 10 } } });
  expect(kept).toHaveLength(1);
  expect(kept[0]?.key).not.toContain(user.email);
});

test("unknown accounts run out just the same", async () => {
  for (let count = 0; count < 10; count++) await refusal(attempt("ghost@example.com", "wrong"));
  expect((await refusal(attempt("ghost@example.com", "wrong"))).code).toBe("rate_limited");
});

test("one address's attempts over many accounts run out", async () => {
  await db.attempt.create({
    data: { key: "sign-in:address:198.51.100.9", points: 100, expire: new Date(Date.now() + 60_000) },
  });
  const user = await account();
  expect((await refusal(attempt(user.email, PASSWORD, "198.51.100.9"))).code).toBe("rate_limited");
  expect(await attempt(user.email, PASSWORD, "198.51.100.10")).toMatchObject({ id: user.id });
});

test("a success gives the account its attempts back; a window that is over too", async () => {
  const user = await account();
  for (let count = 0; count < 9; count++) await refusal(attempt(user.email, "wrong"));
  await attempt(user.email, PASSWORD);
  for (let count = 0; count < 10; count++) await refusal(attempt(user.email, "wrong"));
  expect((await refusal(attempt(user.email, PASSWORD))).code).toBe("rate_limited");
  await db.attempt.updateMany({ data: { expire: new Date(Date.now() - 1000) } });
  expect(await attempt(user.email, PASSWORD)).toMatchObject({ id: user.id });
});

test("a gateway cannot sign in", async () => {
  const gateway = { kind: "gateway", id: "g", name: "g", environment: "production" } as const;
  const run = verifyCredentials(ctx(gateway), { email: "a@example.com", password: "x", address: "x" });
  expect((await refusal(run)).code).toBe("forbidden");
});
