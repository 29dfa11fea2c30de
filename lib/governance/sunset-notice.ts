import { z } from "zod";
import { defineRule } from "./rule-kind.ts";

export const sunsetNotice = defineRule({
  title: "An end is announced in time",
  about: "Callers have so many days to move before a version ends.",
  appliesTo: "sunset",
  params: z.strictObject({
    days: z.int().min(1).max(3650).default(30).describe("Days between the announcement and the end."),
  }),
  evaluate({ sunset }, { days }) {
    if (!sunset || sunset.noticeDays >= days) return [];
    const given = Math.max(0, Math.floor(sunset.noticeDays));
    return [
      { path: ["sunsetAt"], message: `Callers get ${given} days to move; at least ${days} are asked for.` },
    ];
  },
});
