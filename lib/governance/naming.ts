import { z } from "zod";
import { fitsPattern, NamePattern } from "./name-pattern.ts";
import { defineRule } from "./rule-kind.ts";
import type { Breach } from "./schema.ts";

const STYLES = {
  "kebab-case": /^[a-z0-9]+(-[a-z0-9]+)*$/,
  snake_case: /^[a-z0-9]+(_[a-z0-9]+)*$/,
  camelCase: /^[a-z][A-Za-z0-9]*$/,
} as const;

export const naming = defineRule({
  title: "Names follow the house style",
  about: "APIs and paths are called alike all over the organisation.",
  appliesTo: "content",
  params: z.strictObject({
    apis: z.array(NamePattern).max(20).default([]).describe("The API's short name fits one of these."),
    paths: z
      .enum(["any", "kebab-case", "snake_case", "camelCase"])
      .default("kebab-case")
      .describe("How the segments of paths are written, parameters aside."),
  }),
  evaluate({ api, document }, { apis, paths }) {
    const breaches: Breach[] = [];
    if (apis.length > 0 && !apis.some((pattern) => fitsPattern(pattern, api.slug)))
      breaches.push({
        path: ["api", "slug"],
        message: `The name ${api.slug} fits none of: ${apis.join(", ")}.`,
      });
    if (paths === "any" || document === "unknown") return breaches;
    const odd = document.paths.filter((path) => !segmentsOf(path).every((part) => STYLES[paths].test(part)));
    if (odd[0] === undefined) return breaches;
    const more = odd.length > 1 ? `, and ${odd.length - 1} more paths are not either` : "";
    return [
      ...breaches,
      { path: ["document"], message: `The path ${odd[0]} is not written in ${paths}${more}.` },
    ];
  },
});

/** Segments without parameters: `{orderId}` and what stands beside it are the document's own. */
function segmentsOf(path: string): string[] {
  return path.split("/").filter((segment) => segment !== "" && !/[{}]/.test(segment));
}
