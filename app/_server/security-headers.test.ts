import { expect, test } from "vitest";
import { pagePolicy, securityHeaders } from "./security-headers.ts";

const page = { nonce: "abc", isSecure: true, isDevelopment: false };

test("in production nothing inline runs without the nonce, and nothing is evaluated", () => {
  const policy = pagePolicy(page);
  expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic';");
  expect(policy).toContain("style-src 'self' 'nonce-abc';");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  for (const name of ["object-src", "frame-src", "frame-ancestors"])
    expect(policy).toContain(`${name} 'none'`);
});

test("only behind https are browsers told to stay there", () => {
  expect(pagePolicy(page)).toContain("upgrade-insecure-requests");
  expect(securityHeaders(true)).toHaveProperty("strict-transport-security");
  expect(pagePolicy({ ...page, isSecure: false })).not.toContain("upgrade-insecure-requests");
  expect(securityHeaders(false)).not.toHaveProperty("strict-transport-security");
});

test("the development server may evaluate and inject styles", () => {
  const policy = pagePolicy({ ...page, isDevelopment: true });
  expect(policy).toContain("'unsafe-eval'");
  expect(policy).toContain("style-src 'self' 'unsafe-inline'");
});
