import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { routes } from "./routes.ts";

/** The pages of the portal as patterns: `app/(portal)/apis/[slug]/page.tsx` → `/apis/*`. */
const pages = globSync("app/**/page.tsx").map((file) => {
  const parts = file.split("/").slice(1, -1);
  const path = parts
    .filter((part) => !part.startsWith("("))
    .map((part) => (part.startsWith("[") ? "[^/]+" : part));
  return new RegExp(`^/${path.join("/")}$`);
});

const { onThisPage, told, ...addresses } = routes;
const built = Object.entries(addresses).map(([name, build]) => {
  const make: (slug: string) => string = build as never;
  return { name, path: make("storefront").split("?")[0] ?? "" };
});

describe("routes", () => {
  it.each(built)("$name leads to a page ($path)", ({ path }) => {
    expect(pages.some((page) => page.test(path))).toBe(true);
  });

  it("leaves out what is empty", () => {
    expect(routes.catalogue({ q: "", tier: 2, team: undefined })).toBe("/apis?tier=2");
  });

  it("names a heading of the page that is shown", () => {
    expect(onThisPage("changes")).toBe("#changes");
  });

  it("names a place on a page", () => {
    expect(routes.waiver("storefront", "wvr_1")).toBe("/governance/waivers?api=storefront#wvr_1");
  });

  it("leads where a notification or a refusal says", () => {
    expect(told({ path: "/apis/orders/subscribers?state=pending" })).toBe(
      "/apis/orders/subscribers?state=pending",
    );
  });

  it("is the only place where addresses are written", () => {
    const handmade = globSync(["components/**/*.tsx", "app/**/*.tsx"]).filter((file) =>
      /\b(href|push|replace)(=|\()[{(]?["'`]\//.test(readFileSync(file, "utf8")),
    );
    expect(handmade).toEqual([]);
  });
});
