import { expect, test } from "vitest";
import { ANONYMOUS } from "#lib/access";
import { makeTeam, makeUser, testDatabase } from "#lib/testing";
import { keepOwnApi, registerApi, seesApis } from "./index.ts";

const { db, ctx } = await testDatabase();
const document = JSON.stringify({
  openapi: "3.1.0",
  info: { title: "Things", version: "1" },
  paths: { "/things": { get: { responses: { "200": { description: "fine" } } } } },
});

test("the product's own API is none of the organisation's, and what one may not see is not there", async () => {
  const reader = await makeUser(db);
  await keepOwnApi(ctx(), document);
  expect(await seesApis(ctx(reader))).toBe(false);
  const team = await makeTeam(db);
  const source = { kind: "text", text: document } as const;
  await registerApi(ctx(), { source, slug: "secret", team: team.slug, tier: 3, visibility: "private" });
  expect([await seesApis(ctx(reader)), await seesApis(ctx())]).toEqual([false, true]);
  await registerApi(ctx(), { source, slug: "open", team: team.slug, tier: 3, visibility: "public" });
  expect(await seesApis(ctx(reader))).toBe(true);
});

test("nobody sees anything before signing in", async () => {
  await expect(seesApis(ctx(ANONYMOUS))).rejects.toMatchObject({ code: "forbidden" });
});
