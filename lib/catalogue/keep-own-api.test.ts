import { expect, test } from "vitest";
import { ANONYMOUS } from "#lib/access";
import { makeUser, testDatabase } from "#lib/testing";
import { deleteApi, getApi, keepOwnApi, listOperations, OperationList } from "./index.ts";

const { db, ctx } = await testDatabase();
const document = (...paths: string[]) =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title: "Understudy REST API", version: "1" },
    servers: [{ url: "https://portal.example.com/api/v1" }],
    paths: Object.fromEntries(
      paths.map((path) => [path, { get: { responses: { "200": { description: "fine" } } } }]),
    ),
  });
const at = { slug: "understudy", version: "v1" };

test("the product's own API is registered once, kept current, and stays deleted", async () => {
  const reader = await makeUser(db);
  expect(await keepOwnApi(ctx(), document("/apis"))).toBe("registered");
  expect(await getApi(ctx(reader), at)).toMatchObject({ visibility: "public", team: { slug: "platform" } });
  expect(await keepOwnApi(ctx(), document("/apis"))).toBe("unchanged");

  expect(await keepOwnApi(ctx(), document("/apis", "/teams"))).toBe("updated");
  const operations = await listOperations(ctx(reader), at, OperationList.api.parse({}));
  expect(operations.items.map(({ path }) => path)).toEqual(["/apis", "/teams"]);

  await deleteApi(ctx(await makeUser(db, { role: "admin" })), at);
  expect(await keepOwnApi(ctx(), document("/apis"))).toBe("deleted");
  await expect(getApi(ctx(reader), at)).rejects.toMatchObject({ code: "not_found" });
});

test("nobody but the system keeps it", async () => {
  for (const actor of [await makeUser(db), ANONYMOUS]) {
    await expect(keepOwnApi(ctx(actor), document("/evil"))).rejects.toMatchObject({ code: "forbidden" });
  }
});
