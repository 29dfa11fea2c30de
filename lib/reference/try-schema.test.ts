import { describe, expect, it } from "vitest";
import { TryRequest } from "./schema.ts";

const plain = { environment: "production", method: "GET", query: "", headers: [], body: null };

describe("a request that is tried out", () => {
  it.each(["/", "/shop/a%2Fb", "/shop/a..b/...", "/shop/x;v=1/", "/shop/%C3%BC", "/~x/:id/@me/a,b(c)"])(
    "may go to the path %s",
    (path) => {
      expect(TryRequest.safeParse({ ...plain, path }).success).toBe(true);
    },
  );

  it.each([
    "//evil.example/shop",
    "http://evil.example/shop",
    "@evil.example/shop",
    "/shop/../admin",
    "/shop/%2e%2e/admin",
    "/shop/%2E./admin",
    "/shop/..%2fadmin",
    "/shop/%2e%2e%2fadmin",
    "/shop/..;/admin",
    "/shop/%2e%2e%3b/admin",
    "/shop//admin",
    "/shop\\..\\admin",
    "/shop/%5c..%5cadmin",
    "/shop?x=1",
    "/shop#x",
    "/shop HTTP/1.1\r\nHost: evil",
    "/shop%0d%0aHost:%20evil",
    "/shop%00",
    "/shop%zz",
    "/shop%ff",
    "/shöp",
    "shop",
    "",
  ])("cannot be written: path %j", (path) => {
    expect(TryRequest.safeParse({ ...plain, path }).success).toBe(false);
  });

  it.each([
    ["a text of 256 KiB", "x".repeat(256 * 1024), true],
    ["a text of more", "x".repeat(256 * 1024 + 1), false],
    ["a form of 2 MiB", { base64: Buffer.alloc(2 * 1024 * 1024).toString("base64") }, true],
    ["a form of more", { base64: Buffer.alloc(2 * 1024 * 1024 + 3).toString("base64") }, false],
    ["what is no base64", { base64: "<form>" }, false],
  ])("carries as a body %s: %#", (_what, body, isTaken) => {
    expect(TryRequest.safeParse({ ...plain, path: "/shop", body }).success).toBe(isTaken);
  });

  it.each([
    ["Host", "evil.example"],
    ["host", "evil.example"],
    ["Connection", "upgrade"],
    ["Transfer-Encoding", "chunked"],
    ["Content-Length", "5"],
    ["X-Forwarded-For", "10.0.0.1"],
    ["X-Forwarded-Host", "evil.example"],
    ["Forwarded", "for=10.0.0.1"],
    ["Proxy-Authorization", "x"],
    [":authority", "evil.example"],
    ["X-Bad\r\nHost", "evil"],
    ["X Bad", "evil"],
    ["X-Note", "a\r\nHost: evil"],
    ["X-Note", "a\nHost: evil"],
    ["X-Note", "ü"],
  ])("cannot be written: header %j: %j", (name, value) => {
    expect(TryRequest.safeParse({ ...plain, path: "/shop", headers: [{ name, value }] }).success).toBe(false);
  });

  it.each([
    { query: "a=b c" },
    { query: "a#b" },
    { query: "a\r\nHost: evil" },
    { method: "CONNECT" },
    { method: "GET /evil HTTP/1.1\r\n" },
    { body: "x".repeat(300_000) },
    { url: "http://evil.example" },
  ])("cannot be written: %j", (more) => {
    expect(TryRequest.safeParse({ ...plain, path: "/shop", ...more }).success).toBe(false);
  });
});
