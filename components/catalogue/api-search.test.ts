import { describe, expect, it } from "vitest";
import { ApiList } from "#lib/catalogue/schema";
import { apiSearch, parseApiSearch } from "./api-search.ts";

const SEARCHES = [
  "",
  "page=3&size=50&sort=tier&dir=desc&q=pay",
  "page=0",
  "page=-1&size=101",
  "page=1001&size=0",
  "page=2.5&size=x",
  "page=1e2",
  "sort=secret&dir=up",
  "q=%20%20spaces%20",
  `q=${"a".repeat(200)}`,
  `q=${"a".repeat(201)}`,
  "team=storefront&tier=1&stage=published&kind=rest",
  "team=Not_A_Slug&tier=5&stage=live&kind=soap",
  "team=a&tier=0",
  "team=pay,web,pay&tier=1,3&stage=design,published&tag=a,b-c&domain=-,retail&environment=production",
  "tag=Not%20one",
  "tag=a,,b",
  `tag=${Array.from({ length: 31 }, (_, i) => `t${i}`).join(",")}`,
  "team=pay,x",
  `team=${"a".repeat(64)}`,
  "unknown=1",
];

describe("the catalogue's URL", () => {
  it.each(SEARCHES)("is read as the schema reads it: %s", (text) => {
    const search = new URLSearchParams(text);
    expect(parseApiSearch(search)).toEqual(ApiList.url.parse(Object.fromEntries(search)));
  });

  it.each(SEARCHES)("says the same when written again: %s", (text) => {
    const query = parseApiSearch(new URLSearchParams(text));
    expect(parseApiSearch(new URLSearchParams(apiSearch(query)))).toEqual(query);
  });

  it("leaves out what is default", () => {
    expect(apiSearch(parseApiSearch(new URLSearchParams("page=1&sort=relevance&tier=2")))).toEqual({
      tier: "2",
    });
  });
});
