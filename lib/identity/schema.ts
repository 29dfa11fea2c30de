import { z } from "zod";
import { TEAM_ROLES, USER_ROLES } from "#lib/access/schema";
import { isStorable, Slug } from "#lib/ids/schema";
import { listQuery } from "#lib/paging/schema";

export * from "./team-schema.ts";
export * from "./token-schema.ts";

const USER_STATES = ["active", "deactivated"] as const;
const UserState = z.enum(USER_STATES);
export type UserState = z.infer<typeof UserState>;
const UserRole = z.enum(USER_ROLES);
const TeamRole = z.enum(TEAM_ROLES);

export const PASSWORD_MIN = 12;
export const PASSWORD_MAX = 200;

/** An address as it is kept: trimmed, lower case. */
const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, "At most 254 characters.")
  .pipe(z.email("Write an address like name@example.com."));

/** A new password; that it differs from the address is checked where both are known (`passwordProblem`). */
const NewPassword = z
  .string()
  .min(PASSWORD_MIN, `At least ${PASSWORD_MIN} characters.`)
  .max(PASSWORD_MAX, `At most ${PASSWORD_MAX} characters.`);

/** An address that a provider gives: kept in the same form, so that it finds the account. */
export const ProviderEmail = Email;

const PersonName = z.string().trim().min(1, "Write a name.").max(100, "At most 100 characters.");
const UserId = z.string().min(1).max(64);

/** What is typed at the sign-in page. Lengths only: the answer must not tell a bad address from a wrong one. */
export const Credentials = z.strictObject({
  email: z
    .string()
    .trim()
    .toLowerCase()
    .min(1, "Write your e-mail address.")
    .max(254)
    .refine(isStorable, "Write your e-mail address."),
  password: z.string().min(1, "Write your password.").max(PASSWORD_MAX),
});
export type Credentials = z.infer<typeof Credentials>;

export const CreateUser = z.strictObject({
  email: Email,
  name: PersonName,
  role: z.enum(USER_ROLES).default("member"),
  onCall: z.boolean().optional(),
});
export type CreateUser = z.infer<typeof CreateUser>;

export const FirstAdminInput = z.strictObject({ email: Email, password: NewPassword });

export const UserParams = z.strictObject({ id: UserId });

/** Only what is given changes. */
export const UserChanges = z
  .strictObject({
    name: PersonName.optional(),
    role: z.enum(USER_ROLES).optional(),
    onCall: z.boolean().optional(),
    state: z.enum(USER_STATES).optional(),
  })
  .refine((changes) => Object.keys(changes).length > 0, "Say what to change.");
export type UserChanges = z.infer<typeof UserChanges>;

export const LinkToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/, "This is not a password link.");

export const UseLink = z.strictObject({ token: LinkToken, password: NewPassword });
export type UseLink = z.infer<typeof UseLink>;

export const ChangePassword = z.strictObject({
  current: z.string().min(1, "Write your present password.").max(PASSWORD_MAX),
  password: NewPassword,
});
export type ChangePassword = z.infer<typeof ChangePassword>;

export const CreateTeam = z.strictObject({ slug: Slug, name: PersonName });
export type CreateTeam = z.infer<typeof CreateTeam>;

export const TeamParams = z.strictObject({ slug: Slug });
export const MemberParams = z.strictObject({ slug: Slug, userId: UserId });

/** Members are named by the address they sign in with. */
export const SetMembership = z.strictObject({ email: Email, role: z.enum(TEAM_ROLES) });
export type SetMembership = z.infer<typeof SetMembership>;

export const UserList = listQuery({ sort: ["name", "email", "createdAt", "lastSignInAt"] });
export type UserQuery = z.infer<typeof UserList.api>;

export const TeamList = listQuery({ sort: ["name", "slug", "createdAt"] });
export type TeamQuery = z.infer<typeof TeamList.api>;

export const MemberList = listQuery({ sort: ["name", "email", "role"] });
export type MemberQuery = z.infer<typeof MemberList.api>;

const auditName = (maxLength: number) =>
  z.string().max(maxLength).refine(isStorable, "Not a name.").optional();
const AuditFilters = {
  actorId: auditName(64),
  action: auditName(64),
  objectKind: auditName(64),
  objectId: auditName(128),
  since: z.iso.datetime({ offset: true }).optional().describe("Entries of this time and later."),
  until: z.iso.datetime({ offset: true }).optional().describe("Entries of this time and earlier."),
  q: auditName(200).describe(
    "Part of the name of who acted, or of the person, team, API or application acted on.",
  ),
};
export const AuditFilter = z.strictObject(AuditFilters);
export type AuditFilter = z.infer<typeof AuditFilter>;

const AuditStep = {
  // Eighteen digits always fit the database's 64-bit ids.
  cursor: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
};
const AUDIT_PAGE_SIZE = 50;

/** A stream: newest first, continued by `cursor`. */
export const AuditList = {
  api: z.strictObject({
    ...AuditFilters,
    ...AuditStep,
    size: z.coerce.number().int().min(1).max(100).default(AUDIT_PAGE_SIZE),
  }),
  url: z.object({
    actorId: AuditFilters.actorId.catch(undefined),
    action: AuditFilters.action.catch(undefined),
    objectKind: AuditFilters.objectKind.catch(undefined),
    objectId: AuditFilters.objectId.catch(undefined),
    since: AuditFilters.since.catch(undefined),
    until: AuditFilters.until.catch(undefined),
    q: AuditFilters.q.catch(undefined),
    cursor: AuditStep.cursor.catch(undefined),
    size: z.coerce.number().int().min(1).max(100).default(AUDIT_PAGE_SIZE).catch(AUDIT_PAGE_SIZE),
  }),
};
export type AuditQuery = z.infer<typeof AuditList.api>;

export const User = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role: UserRole,
    onCall: z
      .boolean()
      .describe("May pin, release and fail back what they see, beside whatever the role allows."),
    state: UserState,
    hasPassword: z.boolean().describe("False until the first password is set through a link."),
    createdAt: z.iso.datetime(),
    lastSignInAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "User" });
export type User = z.infer<typeof User>;

/** Handed out once: only the token's digest is kept. */
export const ResetLink = z
  .object({
    path: z.string().describe("Path of the page with the token, to be put behind the portal's address."),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: "ResetLink" });
export type ResetLink = z.infer<typeof ResetLink>;

export const CreatedUser = z
  .object({
    user: User,
    link: ResetLink,
  })
  .meta({ id: "CreatedUser" });
export type CreatedUser = z.infer<typeof CreatedUser>;

/** Whom a valid link is for. */
export const LinkOwner = z
  .object({
    email: z.string(),
    name: z.string(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: "LinkOwner" });
export type LinkOwner = z.infer<typeof LinkOwner>;

export const TeamMember = z
  .object({
    userId: z.string(),
    name: z.string(),
    email: z.string(),
    role: TeamRole,
    state: UserState,
  })
  .meta({ id: "TeamMember" });
export type TeamMember = z.infer<typeof TeamMember>;

export const TeamSummary = z
  .object({
    slug: z.string(),
    name: z.string(),
    members: z.int(),
    apis: z.int(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: "TeamSummary" });
export type TeamSummary = z.infer<typeof TeamSummary>;

export const Team = z
  .object({
    ...TeamSummary.shape,
    mayChange: z.boolean().describe("The reader may add and remove members."),
    ownRole: z.enum(TEAM_ROLES).nullable().describe("The reader's; null: not a member."),
  })
  .meta({ id: "Team" });
export type Team = z.infer<typeof Team>;

/** Who is signed in. */
export const SessionUser = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role: UserRole,
    onCall: z.boolean(),
    teams: z.array(z.object({ slug: z.string(), name: z.string(), role: TeamRole })).describe("By name."),
  })
  .meta({ id: "SessionUser" });
export type SessionUser = z.infer<typeof SessionUser>;

export const AuditRecord = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    actorKind: z.string(),
    actorId: z.string(),
    actorName: z.string(),
    action: z.string(),
    objectKind: z.string(),
    objectId: z.string(),
    objectName: z.string().nullable().describe("What it is called now; null: it has no name, or is gone."),
    before: z.unknown(),
    after: z.unknown(),
    requestId: z.string().nullable(),
    tokenId: z.string().nullable().describe("The personal access token it was done by."),
  })
  .meta({ id: "AuditRecord" });
export type AuditRecord = z.infer<typeof AuditRecord>;

export const AuditPage = z
  .object({
    items: z.array(AuditRecord),
    nextCursor: z.string().optional().describe("Absent at the end."),
  })
  .meta({ id: "AuditPage" });
export type AuditPage = z.infer<typeof AuditPage>;
