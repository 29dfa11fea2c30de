import { expect, test } from "vitest";
import { testDatabase } from "#lib/testing";
import { ensureFirstAdmin } from "./index.ts";

const { db } = await testDatabase();

test("what is given must be acceptable; nothing is created otherwise", async () => {
  const refused = [
    [{ password: "short" }, ["password"]],
    [{ email: "not an address" }, ["email"]],
    [{ email: "long.address@example.com", password: "Long.Address@example.com" }, ["password"]],
  ] as const;
  for (const [given, path] of refused) {
    await expect(ensureFirstAdmin(db, given)).rejects.toMatchObject({ code: "invalid", issues: [{ path }] });
  }
  expect(await db.user.count()).toBe(0);
});

test("a given address and password are used, and the password is not handed back", async () => {
  const given = { email: "Root@Example.com", password: "given by the operator" };
  expect(await ensureFirstAdmin(db, given)).toEqual({ created: true, email: "root@example.com" });
  expect(await db.auditEntry.findMany({ select: { action: true, actorId: true } })).toEqual([
    { action: "user.create", actorId: "launcher" },
  ]);
});
