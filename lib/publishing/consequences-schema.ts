import { z } from "zod";
import { Finding } from "#lib/fallback/schema";
import { RuleFinding } from "#lib/governance/schema";
import { DocumentChange } from "#lib/routing/schema";
import { ContractComparison } from "./compare-schema.ts";

const Changes = z.object({ total: z.int(), changes: z.array(DocumentChange) });

/** What publishing the draft would do, as it was when somebody looked. */
export const Consequences = z
  .object({
    comparedWith: z.int().nullable().describe("The revision that contract and settings are compared with."),
    contract: ContractComparison.nullable().describe("Null: nothing is published yet to compare with."),
    settings: Changes.describe("Routes, fallback policy and access."),
    environments: z.array(
      z.object({
        environment: z.string(),
        replaces: z.int().nullable().describe("The revision that is live there; null: none."),
        routing: Changes.describe("Of the routing document."),
        findings: z.array(Finding),
        rules: z.array(RuleFinding).default([]).describe("What governance rules have to say of it."),
        subscribers: z.int().describe("Applications with a subscription there."),
        calledToday: z.int().describe("Of them: those that called within 24 hours."),
        dependents: z.int().describe("Versions of other APIs that have it in their chain there."),
      }),
    ),
    consumers: z
      .array(z.object({ application: z.string(), team: z.string() }))
      .describe("The first of those that are subscribed."),
  })
  .meta({ id: "Consequences" });
export type Consequences = z.infer<typeof Consequences>;
