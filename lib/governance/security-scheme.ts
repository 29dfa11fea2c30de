import { z } from "zod";
import { defineRule } from "./rule-kind.ts";

export const securityScheme = defineRule({
  title: "Says how callers authenticate",
  about: "The document declares a security scheme, and its operations ask for it.",
  appliesTo: "content",
  params: z.strictObject({
    everyOperation: z.boolean().default(false).describe("Every operation asks for one, not just some."),
  }),
  evaluate({ document }, { everyOperation }) {
    if (document === "unknown" || document.operations === 0) return [];
    const { securitySchemes, operations, openOperations } = document;
    const say = (message: string) => [{ path: ["document"], message }];
    if (securitySchemes.length === 0) return say("The document declares no security scheme.");
    if (openOperations === operations)
      return say("The document declares security schemes, but no operation asks for one.");
    if (!everyOperation || openOperations === 0) return [];
    return say(`${openOperations} of ${operations} operations ask for no credential.`);
  },
});
