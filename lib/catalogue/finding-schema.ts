import { z } from "zod";
import { isStorable } from "#lib/ids/schema";

export const FindAnything = z.strictObject({
  q: z.string().trim().max(200).refine(isStorable, "Write text that can be searched for."),
});
export type FindAnything = z.infer<typeof FindAnything>;

const Named = z.object({ slug: z.string(), name: z.string() });

/** What the command menu offers for some words: a few of each, best first. */
export const Findings = z
  .object({
    apis: z.array(Named.extend({ summary: z.string(), teamName: z.string() })),
    operations: z.array(
      z.object({
        api: Named,
        version: z.string(),
        key: z.string().describe("What it is called in the reference."),
        method: z.string(),
        path: z.string(),
        summary: z.string(),
      }),
    ),
    teams: z.array(Named),
    applications: z.array(Named),
  })
  .meta({ id: "Findings" });
export type Findings = z.infer<typeof Findings>;
