import { expect, test } from "vitest";
import { loginPath, ownPath } from "./wanted-path.ts";

test("a path of this portal is kept, with its search", () => {
  expect(ownPath("/apis/pay?version=v1&q=a%20b")).toBe("/apis/pay?version=v1&q=a%20b");
  expect(ownPath("/apis#top")).toBe("/apis#top");
});

test.each([
  "https://evil.example/",
  "//evil.example/",
  "/\\evil.example",
  "/\t/evil.example",
  "\\\\evil.example",
  "javascript:alert(1)",
  "apis",
  "",
  undefined,
  ["/apis", "/apis"],
])("%j leads home", (wanted) => {
  expect(ownPath(wanted)).toBe("/");
});

test("the sign-in page leads back", () => {
  const url = new URL(loginPath("/apis?q=a&b=c"), "http://portal.invalid");
  expect(url.pathname).toBe("/login");
  expect(ownPath(url.searchParams.get("next"))).toBe("/apis?q=a&b=c");
  expect(loginPath("/")).toBe("/login");
});
