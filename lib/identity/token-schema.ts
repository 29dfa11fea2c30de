import { z } from "zod";
import { SCOPES } from "#lib/access/schema";
import { listQuery } from "#lib/paging/schema";

export const TOKEN_DAYS_MAX = 365;
/** Of one account, still in force. */
export const TOKENS_MAX = 50;

const Scopes = z
  .array(z.enum(SCOPES))
  .min(1, "Choose what it may do.")
  .max(SCOPES.length)
  .refine((scopes) => new Set(scopes).size === scopes.length, "Name each scope once.");

export const CreateToken = z.strictObject({
  name: z.string().trim().min(1, "Say what it is for.").max(100, "At most 100 characters."),
  scopes: Scopes.describe("`write` includes `read`. A token never does what its owner may not."),
  expiresInDays: z
    .int()
    .min(1, "At least a day.")
    .max(TOKEN_DAYS_MAX, `At most ${TOKEN_DAYS_MAX} days.`)
    .describe("Days from now until it ends."),
});
export type CreateToken = z.infer<typeof CreateToken>;

export const TokenParams = z.strictObject({ id: z.string().min(1).max(64) });
export const TokenList = listQuery({ sort: ["createdAt", "name", "expiresAt", "lastUsedAt"], dir: "desc" });
export type TokenQuery = z.infer<typeof TokenList.api>;

export const PersonalToken = z
  .object({
    id: z.string(),
    name: z.string(),
    hint: z.string().describe("The first characters of its text."),
    scopes: z.array(z.enum(SCOPES)),
    state: z
      .enum(["active", "expired", "revoked", "ended"])
      .describe("`ended`: together with all sessions of the account."),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable().describe("To the minute; null: never."),
  })
  .meta({ id: "PersonalToken" });
export type PersonalToken = z.infer<typeof PersonalToken>;

export const CreatedToken = z
  .object({
    token: PersonalToken,
    secret: z.string().describe("The token itself. It is shown this once: only its digest is kept."),
  })
  .meta({ id: "CreatedToken" });
export type CreatedToken = z.infer<typeof CreatedToken>;
