import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Verdict } from "./verdict.ts";

/** The part of a verdict that stays the same over runs. */
const Finding = z.strictObject({
  verdict: z.enum(["pass", "fail", "not expressible"]),
  /** The checks that were not met. */
  failed: z.array(z.string()).optional(),
  /** Why the gateway, or a part of the case on it, cannot be put to the test. */
  reasons: z.array(z.string()).optional(),
  /** The other parts of the case pass. */
  isPartial: z.boolean().optional(),
});
export type Finding = z.infer<typeof Finding>;

/** What was found of one product, by case id; committed as `findings/<gateway>.json`. */
const Findings = z.strictObject({ product: z.string(), cases: z.record(z.string(), Finding) });
export type Findings = z.infer<typeof Findings>;

/** The gateways of the table in docs/conformance.md, in its order. */
export const COMPARED = ["understudy", "haproxy", "nginx"] as const;
export type Compared = (typeof COMPARED)[number];

const fileOf = (gateway: Compared): string => join(import.meta.dirname, "findings", `${gateway}.json`);

export function readFindings(gateway: Compared): Findings {
  return Findings.parse(JSON.parse(readFileSync(fileOf(gateway), "utf8")));
}

export function writeFindings(gateway: Compared, findings: Findings): void {
  writeFileSync(fileOf(gateway), `${JSON.stringify(findings, null, 2)}\n`);
}

export function findingOf(verdict: Verdict): Finding {
  switch (verdict.kind) {
    case "pass":
      return { verdict: "pass" };
    case "fail":
      return {
        verdict: "fail",
        failed: [...new Set(verdict.failed.map(({ check }) => check))],
        ...(verdict.notExpressible.length > 0 ? { reasons: verdict.notExpressible } : {}),
      };
    case "not expressible":
      return {
        verdict: "not expressible",
        reasons: verdict.reasons,
        ...(verdict.checks > 0 ? { isPartial: true } : {}),
      };
  }
}
