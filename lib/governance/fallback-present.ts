import { z } from "zod";
import { defineRule } from "./rule-kind.ts";

const Kind = z.enum(["http", "api", "ai", "stale", "static"]);

export const fallbackPresent = defineRule({
  title: "Has a fallback",
  about: "Something else answers when the primary does not.",
  appliesTo: "content",
  params: z.strictObject({
    kinds: z.array(Kind).min(1).max(5).default(["http", "api", "ai"]).describe("Targets that count as one."),
  }),
  evaluate({ policy, environments }, { kinds }) {
    const counts = (kind: z.infer<typeof Kind>) => kinds.includes(kind);
    if (policy.chain.slice(1).some(({ kind }) => counts(kind))) return [];
    // An API that is the primary may bring fallbacks of its own.
    const bringsOne =
      environments.length > 0 &&
      environments.every(({ targets }) => targets.slice(1).some(({ kind }) => counts(kind)));
    if (bringsOne) return [];
    const message = `There is no fallback: nothing else answers when the primary does not. Add a target of the kind ${kinds.join(", ")}.`;
    return [{ path: ["policy", "chain"], message }];
  },
});
