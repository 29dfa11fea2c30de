import { z } from "zod";
import { listQuery } from "#lib/paging/schema";
import { ContractComparison } from "./compare-schema.ts";

export const ChangelogList = listQuery({ sort: ["number"], dir: "desc", size: 10 });
export type ChangelogQuery = z.infer<typeof ChangelogList.api>;

/** What callers notice of a version besides its document. */
export const SERVED_PARTS = ["routes", "access"] as const;
export type ServedPart = (typeof SERVED_PARTS)[number];

/** Changes kept per verdict and revision; all are counted. */
export const CHANGELOG_CHANGES_MAX = 20;

/** A revision as its consumers see it. */
export const ChangelogEntry = z
  .object({
    number: z.int(),
    note: z.string(),
    createdAt: z.iso.datetime(),
    createdBy: z.string(),
    environments: z.array(z.string()).describe("Environments where this revision is wanted now."),
    isFirst: z.boolean(),
    contract: ContractComparison.nullable().describe(
      `Compared with the revision before, at most ${CHANGELOG_CHANGES_MAX} changes per verdict; null for the first, and until it was compared.`,
    ),
    served: z.array(z.enum(SERVED_PARTS)).describe("What else callers notice was changed."),
  })
  .meta({ id: "ChangelogEntry" });
export type ChangelogEntry = z.infer<typeof ChangelogEntry>;
