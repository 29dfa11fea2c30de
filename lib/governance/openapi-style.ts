import { z } from "zod";
import { BUILT_IN_RULESETS, RULESET_MAX_BYTES, type Ruleset, type StyleOutcome } from "#lib/openapi/schema";
import { defineRule } from "./rule-kind.ts";
import type { Breach } from "./schema.ts";

/** Breaches told of one document; how many more there are is the last one's to say. */
const BREACHES_TOLD = 10;

const Params = z
  .strictObject({
    ruleset: z
      .enum([...BUILT_IN_RULESETS, "own"])
      .default("recommended")
      .describe("A ruleset of the linter, or the organisation's own, written below."),
    text: z
      .string()
      .max(RULESET_MAX_BYTES)
      .default("")
      .describe(
        "The own ruleset as YAML: `extends` of built-in rulesets, and `rules`. No plugins, no files.",
      ),
    least: z.enum(["error", "warn"]).default("error").describe("The mildest problem that is a breach."),
  })
  .refine(({ ruleset, text }) => ruleset !== "own" || text.trim() !== "", {
    path: ["text"],
    message: "Write the ruleset.",
  });

export const openapiStyle = defineRule({
  title: "The document follows a style",
  about: "The OpenAPI document passes a linter's ruleset: a built-in one, or your own.",
  appliesTo: "content",
  params: Params,
  evaluate({ styles = [] }, params) {
    const outcome = styles.find(({ ruleset }) => isSame(ruleset, rulesetOf(params)))?.outcome;
    return outcome ? breachesOf(outcome, params.least) : say("The document's style is not judged yet.");
  },
});

/** The ruleset that a rule of this kind asks for; `undefined` where its parameters cannot be read. */
export function styleRuleset(rule: { kind: string; params: unknown }): Ruleset | undefined {
  if (rule.kind !== "openapi-style") return undefined;
  const params = Params.safeParse(rule.params);
  return params.success ? rulesetOf(params.data) : undefined;
}

function rulesetOf({ ruleset, text }: z.infer<typeof Params>): Ruleset {
  return ruleset === "own" ? { text } : { builtIn: ruleset };
}

function isSame(a: Ruleset, b: Ruleset): boolean {
  return "text" in a ? "text" in b && a.text === b.text : "builtIn" in b && a.builtIn === b.builtIn;
}

function breachesOf(outcome: StyleOutcome, least: "error" | "warn"): Breach[] {
  if (!outcome.ok)
    return say(
      outcome.which === "ruleset"
        ? `The ruleset cannot be used: ${outcome.message} Ask a governance owner to correct it.`
        : `The document's style cannot be judged: ${outcome.message}`,
    );
  const problems = outcome.problems.filter(({ severity }) => least === "warn" || severity === "error");
  const count = outcome.errors + (least === "warn" ? outcome.warnings : 0);
  const told = problems.slice(0, BREACHES_TOLD);
  const more = count - told.length;
  return [
    ...told.flatMap(({ rule, message, pointer }) => say(`${message} (${rule}, at ${pointer || "/"})`)),
    ...(more > 0 ? say(`${more} more problems of style.`) : []),
  ];
}

function say(message: string): Breach[] {
  return [{ path: ["document"], message }];
}
