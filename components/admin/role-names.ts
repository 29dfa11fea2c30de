import type { TeamRole, UserRole } from "#lib/access/schema";

/** Roles as people read them, and what each may do. */
export const USER_ROLE_NAMES: Record<UserRole, { name: string; may: string }> = {
  admin: { name: "Administrator", may: "May do everything, in every team." },
  governance: {
    name: "Governance",
    may: "Sees every API and the audit trail, decides on reviews and waivers, and sets the rules.",
  },
  member: { name: "Member", may: "Does what the roles in their teams allow." },
};

export const TEAM_ROLE_NAMES: Record<TeamRole, { name: string; may: string }> = {
  owner: { name: "Owner", may: "Maintains the team's APIs, deletes them, and chooses the members." },
  maintainer: { name: "Maintainer", may: "Creates, edits and publishes the team's APIs." },
  viewer: { name: "Viewer", may: "Sees the team's private APIs." },
};
