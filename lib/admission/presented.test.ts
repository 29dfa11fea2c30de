import { describe, expect, it } from "vitest";
import { dropKeys, hasKeyInQuery, takeCredential } from "./index.ts";

const KEY = "usk_production_abc";
const both = { keyHeader: "x-api-key", tokens: true, forwardToken: false };
const keys = { ...both, tokens: false };

function taken(headers: string[], of = both) {
  const presented = takeCredential(headers, of);
  return [presented.kind, headers.join(" ")];
}

describe("the credential of a request", () => {
  it.each([
    ["nothing", ["Accept", "*/*"], "nothing", "Accept */*"],
    ["a key as bearer", ["Authorization", `Bearer ${KEY}`], "key", ""],
    ["a key in its header", ["X-API-Key", KEY, "A", "b"], "key", "A b"],
    ["the same key twice", ["x-api-key", KEY, "authorization", `bearer  ${KEY}`], "key", ""],
    ["a key in a spelling that some servers take for the header", ["X_API_Key", KEY], "key", ""],
    ["a token", ["authorization", "Bearer a.b.c"], "token", ""],
    ["the target's own password", ["authorization", "Basic dTpw"], "nothing", "authorization Basic dTpw"],
    ["a bare key", ["authorization", KEY], "nothing", ""],
    [
      "two Authorization headers",
      ["authorization", "Basic a", "Authorization", "Bearer b"],
      "refused",
      "authorization Basic a",
    ],
    ["two key headers", ["x-api-key", KEY, "x-api-key", "other"], "refused", ""],
    ["two keys", ["x-api-key", KEY, "authorization", `Bearer ${KEY}d`], "refused", ""],
    ["a key and a token", ["x-api-key", KEY, "authorization", "Bearer a.b.c"], "refused", ""],
  ])("%s", (...[, headers, kind, left]) => {
    expect(taken([...headers])).toEqual([kind, left]);
  });

  it("leaves a bearer that is neither to the target where no tokens are taken", () => {
    expect(taken(["authorization", "Bearer theirs"], keys)).toEqual(["other", "authorization Bearer theirs"]);
    expect(taken(["x-api-key", KEY, "authorization", "Bearer theirs"], keys)).toEqual([
      "key",
      "authorization Bearer theirs",
    ]);
  });

  it("forwards tokens where the version says so, and keys never", () => {
    const forward = { ...both, forwardToken: true };
    expect(taken(["authorization", "Bearer a.b.c"], forward)).toEqual([
      "token",
      "authorization Bearer a.b.c",
    ]);
    expect(taken(["authorization", `Bearer ${KEY}`], forward)).toEqual(["key", ""]);
  });
});

it("takes keys alone out of what goes to an open version", () => {
  const headers = ["x-api-key", "theirs", "authorization", `Bearer ${KEY}`, "x-api-key", KEY, "x-note", KEY];
  dropKeys(headers);
  expect(headers).toEqual(["x-api-key", "theirs", "x-note", KEY]);
});

it.each([
  [`?key=${KEY}`, true],
  [`?a=1&${KEY}`, true],
  ["?key=usk%5Fproduction_abc", true],
  ["?task=dusk_till_dawn", false],
  ["", false],
])("finds a key in the address %j: %s", (query, found) => {
  expect(hasKeyInQuery(query)).toBe(found);
});
