import { z } from "zod";
import { defineRule } from "./rule-kind.ts";
import type { Breach } from "./schema.ts";

export const contact = defineRule({
  title: "Somebody answers for it",
  about: "The team has an owner who can sign in, and the document says whom to ask.",
  appliesTo: "api",
  params: z.strictObject({
    owner: z.boolean().default(true).describe("The team has an active owner."),
    document: z.boolean().default(true).describe("The document names a contact (`info.contact`)."),
  }),
  evaluate({ api, document }, params) {
    const breaches: Breach[] = [];
    if (params.owner && api.activeOwners === 0)
      breaches.push({ path: ["team"], message: `The team ${api.team} has no active owner.` });
    if (params.document && document !== "unknown" && !document.hasContact)
      breaches.push({ path: ["document"], message: "The document names no contact (info.contact)." });
    return breaches;
  },
});
