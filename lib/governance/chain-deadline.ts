import { z } from "zod";
import { DEFAULTS } from "#lib/fallback";
import { defineRule } from "./rule-kind.ts";

export const chainDeadline = defineRule({
  title: "The chain fits its deadline",
  about: "Even when every target hangs, the last one still gets its turn in time.",
  appliesTo: "content",
  params: z.strictObject({}),
  evaluate: ({ policy, environments }) =>
    environments.flatMap(({ slug, targets }) => {
      const deadlineMs = policy.budget?.deadlineMs ?? DEFAULTS.budget.deadlineMs;
      const worstMs = targets.reduce((sum, target) => sum + target.worstMs, 0);
      if (worstMs <= deadlineMs) return [];
      const message = `In the worst case the targets take ${worstMs} ms in ${slug}, and the deadline is ${deadlineMs} ms.`;
      return [{ path: ["policy", "budget", "deadlineMs"], message, environment: slug }];
    }),
});
