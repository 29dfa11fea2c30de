import type { z } from "zod";
import type { RuleFacts } from "./facts.ts";
import type { Breach } from "./schema.ts";

/** A sort of rule: what it can be told, and how it judges. */
export interface RuleKind<Params extends z.ZodObject = z.ZodObject> {
  title: string;
  /** A sentence for those who set rules. */
  about: string;
  /** `content`: of a version; `api`: of the API itself; `sunset`: of an announced end. */
  appliesTo: "content" | "api" | "sunset";
  params: Params;
  /** All breaches, in any order. Pure. */
  evaluate(this: void, facts: RuleFacts, params: z.infer<Params>): Breach[];
}

/** Ties a kind's judgement to its parameters. */
export function defineRule<Params extends z.ZodObject>(kind: RuleKind<Params>): RuleKind<Params> {
  return kind;
}
