import type { UserRole } from "#lib/access/schema";

/** Roles in the organisation as people read them. */
export const USER_ROLE_WORDS: Record<UserRole, string> = {
  admin: "Administrator",
  governance: "Governance",
  member: "Member",
};
