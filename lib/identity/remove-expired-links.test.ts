import { expect, it } from "vitest";
import { makeUser, testDatabase } from "#lib/testing";
import { createResetLink, removeExpiredLinks } from "./index.ts";

const { db, ctx } = await testDatabase();

it("forgets links past their time and no others; nobody but the system and administrators may", async () => {
  const admin = await makeUser(db, { role: "admin" });
  const [late, valid] = [await makeUser(db), await makeUser(db)];
  await createResetLink(ctx(admin), late.id);
  await createResetLink(ctx(admin), valid.id);
  await db.passwordReset.updateMany({ where: { userId: late.id }, data: { expiresAt: new Date(0) } });
  await expect(removeExpiredLinks(ctx(valid))).rejects.toMatchObject({ code: "forbidden" });
  expect(await removeExpiredLinks(ctx())).toBe(1);
  expect(await db.passwordReset.findMany({ select: { userId: true } })).toEqual([{ userId: valid.id }]);
});
