import { z } from "zod";
import { isStorable, Slug } from "#lib/ids/schema";
import { listQuery } from "#lib/paging/schema";

const Name = z.string().trim().min(1, "Write a name.").max(120, "At most 120 characters.");
const Description = z.string().trim().max(500, "At most 500 characters.");

export const CreateApplication = z.strictObject({
  /** The owner team's slug. */
  team: Slug,
  slug: Slug,
  name: Name,
  description: Description.default(""),
});
export type CreateApplication = z.infer<typeof CreateApplication>;

/** How an identity provider calls the application: `azp` or `client_id` of the tokens of this issuer. */
export const TokenClient = z.strictObject({
  issuer: z.string().trim().min(1, "Name the issuer.").max(500).refine(isStorable),
  clientId: z.string().trim().min(1, "Write the client id.").max(255).refine(isStorable),
});
export type TokenClient = z.infer<typeof TokenClient>;

/** Only what is given changes. `etag`: of what it was decided on, where somebody looked at it before. */
export const UpdateApplication = z
  .strictObject({
    etag: z.iso.datetime().optional(),
    name: Name.optional(),
    description: Description.optional(),
    clients: z.array(TokenClient).max(20, "At most 20 clients.").optional(),
  })
  .refine((changes) => Object.keys(changes).some((name) => name !== "etag"), "Say what to change.");
export type UpdateApplication = z.infer<typeof UpdateApplication>;

export const ApplicationParams = z.strictObject({ slug: Slug });
export type ApplicationParams = z.infer<typeof ApplicationParams>;

const applicationQuery = listQuery({ sort: ["name", "updatedAt", "createdAt"] });

/** `q`: names and slugs. `team`: a slug. `mine`: those of the reader's own teams. `acting`: those the reader may act for. */
export const ApplicationList = {
  api: applicationQuery.api.extend({
    team: Slug.optional(),
    mine: z.stringbool().default(false),
    acting: z.stringbool().default(false),
  }),
  url: applicationQuery.url.extend({
    team: Slug.optional().catch(undefined),
    mine: z.stringbool().default(false).catch(false),
    acting: z.stringbool().default(false).catch(false),
  }),
};
export type ApplicationQuery = z.infer<typeof ApplicationList.api>;

const TeamRef = z.object({ slug: z.string(), name: z.string() });

export const ApplicationRef = z.object({ slug: z.string(), name: z.string(), team: TeamRef });
export type ApplicationRef = z.infer<typeof ApplicationRef>;

export const ApplicationSummary = ApplicationRef.extend({
  description: z.string(),
  activeSubscriptions: z.int(),
  pendingSubscriptions: z.int().describe("Those that wait for an answer."),
  usableKeys: z.int().describe("Keys that are good now."),
  lastUsedAt: z.iso.datetime().nullable().describe("When a key of it was last used."),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
}).meta({ id: "ApplicationSummary" });
export type ApplicationSummary = z.infer<typeof ApplicationSummary>;

export const ApplicationDetail = ApplicationSummary.extend({
  id: z.string().describe("Stands in tokens as the client where the identity provider lets one choose it."),
  clients: z.array(z.object({ issuer: z.string(), clientId: z.string() })),
  etag: z.iso
    .datetime()
    .describe("To be sent with a change: it is refused once somebody else has changed it."),
  mayUpdate: z.boolean(),
  mayDelete: z.boolean(),
}).meta({ id: "Application" });
export type ApplicationDetail = z.infer<typeof ApplicationDetail>;
