import { z } from "zod";
import { VERDICTS } from "#lib/contract/schema";
import { DocumentChange } from "#lib/routing/schema";

/** What can be compared: the draft or a revision of the version asked of, or the draft of another one of its API. */
const VersionState = z
  .string()
  .max(80)
  .regex(
    /^(draft|revision:[1-9]\d{0,8}|version:[a-z0-9][a-z0-9.-]{0,31})$/,
    "Give draft, revision:<number> or version:<name>.",
  );

export const CompareStates = z.strictObject({ from: VersionState, to: VersionState });
export type CompareStates = z.infer<typeof CompareStates>;

/** Changes answered per verdict, and of the settings; all are counted. */
export const COMPARED_MAX = 200;

const VerdictName = z.enum(VERDICTS);

const ContractChangeDto = z
  .object({
    rule: z.string().describe("Stable name of the rule, such as request-property-became-required."),
    verdict: VerdictName,
    method: z.string().optional().describe("Absent, like path, where the document as a whole is concerned."),
    path: z.string().optional(),
    oldPointer: z.string().nullable().describe("RFC 6901 pointer into the document compared from."),
    newPointer: z.string().nullable().describe("RFC 6901 pointer into the document compared to."),
    before: z.unknown(),
    after: z.unknown(),
    message: z.string(),
  })
  .meta({ id: "ContractChange" });
export type ContractChangeDto = z.infer<typeof ContractChangeDto>;

const ContractGroup = z.object({
  verdict: VerdictName,
  total: z.int(),
  changes: z.array(ContractChangeDto).describe(`The first ${COMPARED_MAX}.`),
});

export const ContractComparison = z
  .object({
    verdict: VerdictName.nullable().describe("Of the gravest change; null when they could not be compared."),
    groups: z.array(ContractGroup).describe("The gravest first; only verdicts that have changes."),
    notes: z.array(z.string()).describe("What could not be compared."),
    problem: z.string().nullable().describe("Why they could not be compared."),
  })
  .meta({ id: "ContractComparison" });
export type ContractComparison = z.infer<typeof ContractComparison>;

export const StateComparison = z
  .object({
    from: z.string(),
    to: z.string(),
    contract: ContractComparison.describe("Between their OpenAPI documents."),
    settings: z
      .object({
        total: z.int(),
        changes: z.array(DocumentChange).describe(`The first ${COMPARED_MAX}.`),
      })
      .describe("Routes, fallback policy, access, and for those who may edit the version bindings."),
  })
  .meta({ id: "StateComparison" });
export type StateComparison = z.infer<typeof StateComparison>;

export const TextComparison = z
  .object({
    from: z.string(),
    to: z.string(),
    text: z.string().describe("The documents, then what `settings` compares, as `diff -u` writes it."),
    isCut: z.boolean().describe("There is more than is told."),
    problem: z.string().nullable().describe("Why they could not be compared."),
  })
  .meta({ id: "TextComparison" });
export type TextComparison = z.infer<typeof TextComparison>;
