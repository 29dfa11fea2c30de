import { z } from "zod";
import { TEAM_ROLES, USER_ROLES, type TeamRole, type UserRole } from "#lib/access/schema";
import { isStorable, Slug } from "#lib/ids/schema";
import { listQuery } from "#lib/paging/schema";

const USER_STATES = ["active", "deactivated"] as const;
export type UserState = (typeof USER_STATES)[number];

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
    size: z.coerce.number().int().min(1).max(100).default(AUDIT_PAGE_SIZE),
  }),
  url: z.object({
    actorId: AuditFilters.actorId.catch(undefined),
    action: AuditFilters.action.catch(undefined),
    objectKind: AuditFilters.objectKind.catch(undefined),
    objectId: AuditFilters.objectId.catch(undefined),
    cursor: AuditFilters.cursor.catch(undefined),
    size: z.coerce.number().int().min(1).max(100).default(AUDIT_PAGE_SIZE).catch(AUDIT_PAGE_SIZE),
  }),
};
export type AuditQuery = z.infer<typeof AuditList.api>;

export interface User {
  id: string;
  email: string;
  name: string;
  role: UserRole;
  /** May pin, release and fail back what they see, beside whatever the role allows. */
  onCall: boolean;
  state: UserState;
  /** False until the first password is set through a link. */
  hasPassword: boolean;
  createdAt: string;
  lastSignInAt: string | null;
}

/** Handed out once: only the token's digest is kept. */
export interface ResetLink {
  /** Path of the page with the token, to be put behind the portal's address. */
  path: string;
  expiresAt: string;
}

export interface CreatedUser {
  user: User;
  link: ResetLink;
}

/** Whom a valid link is for. */
export interface LinkOwner {
  email: string;
  name: string;
  expiresAt: string;
}

export interface TeamMember {
  userId: string;
  name: string;
  email: string;
  role: TeamRole;
  state: UserState;
}

export interface TeamSummary {
  slug: string;
  name: string;
  members: number;
  apis: number;
  createdAt: string;
}

export interface Team extends TeamSummary {
  /** The reader may add and remove members. */
  mayChange: boolean;
}

/** Who is signed in. */
export interface SessionUser {
  id: string;
  email: string;
  name: string;
  role: UserRole;
  onCall: boolean;
  /** By name; the first hundred. */
  teams: { slug: string; name: string; role: TeamRole }[];
}

export interface AuditRecord {
  id: string;
  at: string;
  actorKind: string;
  actorId: string;
  actorName: string;
  action: string;
  objectKind: string;
  objectId: string;
  before: unknown;
  after: unknown;
  requestId: string | null;
}

export interface AuditPage {
  items: AuditRecord[];
  /** Absent at the end. */
  nextCursor?: string;
}
