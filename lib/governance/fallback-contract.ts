import { z } from "zod";
import { defineRule } from "./rule-kind.ts";

export const fallbackContract = defineRule({
  title: "Fallbacks keep the contract",
  about: "Another API that answers in place of the primary accepts its requests and gives its answers.",
  appliesTo: "content",
  params: z.strictObject({
    least: z
      .enum(["degraded", "compatible"])
      .default("degraded")
      .describe("The least that is good enough. Addresses of the version's own speak its own contract."),
  }),
  evaluate: ({ environments }, { least }) =>
    environments.flatMap(({ slug, standIns }) =>
      standIns
        .filter(({ verdict }) => verdict !== "compatible" && (verdict !== "degraded" || least !== "degraded"))
        .map(({ index, api, verdict }) => ({
          path: ["policy", "chain", index],
          message:
            verdict === "unknown"
              ? `Whether ${api} can stand in is not known: the documents were not compared yet, or cannot be.`
              : `${api} cannot stand in as it should (${verdict}; at least ${least} is asked for).`,
          environment: slug,
        })),
    ),
});
