import { describe, expect, it } from "vitest";
import { filesIn, linesOf } from "./tree.ts";

/** next-auth brings its own handler. */
const OWN_HANDLER = "app/api/auth/[...nextauth]/route.ts";

const routes = filesIn(["app"], /\/route\.ts$/).filter(({ path }) => path !== OWN_HANDLER);
const pages = filesIn(["app"], /\/page\.tsx$/);

function belowImports(text: string): string {
  return text.replace(/^import [^;]*;\n/gm, "").trimStart();
}

describe("an adapter only adapts", () => {
  it("finds routes and pages", () => {
    expect(routes.length).toBeGreaterThan(5);
    expect(pages.length).toBeGreaterThan(5);
  });

  it.each(routes)("$path goes through `handle` in at most 30 lines below its imports", ({ text }) => {
    const methods = [...text.matchAll(/export const (GET|POST|PUT|PATCH|DELETE)\b[^=]*=\s*(\w+)/g)];
    expect(methods.length).toBeGreaterThan(0);
    expect(methods.map(([, , wrapper]) => wrapper)).toEqual(methods.map(() => "handle"));
    expect(text).not.toMatch(/export (async )?function/);
    expect(linesOf(belowImports(text))).toBeLessThanOrEqual(30);
  });

  it.each(pages)("$path has at most 40 lines below its imports", ({ text }) => {
    expect(linesOf(belowImports(text))).toBeLessThanOrEqual(40);
  });
});
