import { expect, test } from "vitest";
import { listQuery } from "./schema.ts";

test("a search that the database cannot read is refused by the API and dropped by a page", () => {
  const list = listQuery({ sort: ["name"] });
  for (const q of ["\0", "a\ud800"]) {
    expect(list.api.safeParse({ q }).success).toBe(false);
    expect(list.url.parse({ q }).q).toBe("");
  }
  expect(list.api.parse({ q: "%_\\ 😀" }).q).toBe("%_\\ 😀");
});
