import { z } from "zod";
import { TEAM_ROLES } from "#lib/access/schema";
import { isStorable, Slug } from "#lib/ids/schema";
import { listQuery, pageOf } from "#lib/paging/schema";

const Address = z.string().trim().toLowerCase().max(254, "At most 254 characters.");

export const CreateInvitation = z.strictObject({
  role: z.enum(TEAM_ROLES),
  email: Address.pipe(z.email("Write an address like name@example.com."))
    .optional()
    .describe("Whose account may use it; absent: whoever has the link, once."),
});
export type CreateInvitation = z.infer<typeof CreateInvitation>;

export const InvitationList = listQuery({ sort: ["createdAt"], dir: "desc" });
export type InvitationQuery = z.infer<typeof InvitationList.api>;
export const InvitationParams = z.strictObject({ slug: Slug, id: z.string().min(1).max(64) });

/** A link's secret, or the id of an invitation by address, which is none. */
export const InvitationToken = z
  .string()
  .regex(/^([A-Za-z0-9_-]{43}|inv_[0-9a-z]{26})$/, "This is no invitation.");
export const InvitationTokenParams = z.strictObject({ token: InvitationToken });

export const Invitation = z
  .object({
    id: z.string(),
    role: z.enum(TEAM_ROLES),
    email: z.string().nullable(),
    invitedBy: z.string(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: "Invitation" });
export type Invitation = z.infer<typeof Invitation>;

export const CreatedInvitation = z
  .object({
    invitation: Invitation,
    path: z
      .string()
      .describe("Path of the page to open, to be put behind the portal's address. Shown this once."),
    isNotified: z.boolean().describe("Somebody with this address has an account, and is told in the portal."),
  })
  .meta({ id: "CreatedInvitation" });
export type CreatedInvitation = z.infer<typeof CreatedInvitation>;

/** What an invitation is for, as the one who is invited sees it. */
export const OfferedMembership = z
  .object({
    team: z.object({ slug: z.string(), name: z.string() }),
    role: z.enum(TEAM_ROLES),
    invitedBy: z.string(),
    expiresAt: z.iso.datetime(),
    isMember: z.boolean().describe("The reader is in the team already."),
  })
  .meta({ id: "OfferedMembership" });
export type OfferedMembership = z.infer<typeof OfferedMembership>;

export const FindPeople = z.strictObject({
  q: z.string().trim().min(2, "At least 2 characters.").max(100).refine(isStorable),
});
export type FindPeople = z.infer<typeof FindPeople>;

export const FoundPerson = z.object({ name: z.string(), email: z.string() }).meta({ id: "FoundPerson" });
export type FoundPerson = z.infer<typeof FoundPerson>;

/** One page of each of the two lists. */
export const HandoverQuery = listQuery({ sort: ["name"] }).api.pick({ page: true, size: true });
export type HandoverQuery = z.infer<typeof HandoverQuery>;

const Named = z.object({ slug: z.string(), name: z.string() });
const KeyLeft = z.object({
  id: z.string(),
  name: z.string(),
  hint: z.string(),
  application: Named,
  team: Named,
  environment: z.string(),
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
});

/** What somebody who leaves would leave behind. */
export const Handover = z
  .object({
    keys: pageOf(KeyLeft).describe("Keys they made that are good now: they know the secrets."),
    lastOwnerOf: pageOf(Named).describe("Teams that would be without an active owner."),
    tokens: z.int().describe("Their access tokens in force; they end with the account."),
  })
  .meta({ id: "Handover" });
export type Handover = z.infer<typeof Handover>;
