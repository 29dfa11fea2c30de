import { USER_ROLE_WORDS } from "@/components/shell/user-role-words.ts";
import type { TeamRole, UserRole } from "#lib/access/schema";

/** Roles as people read them, and what each may do. */
export const USER_ROLE_NAMES: Record<UserRole, { name: string; may: string }> = {
  admin: { name: USER_ROLE_WORDS.admin, may: "May do everything, in every team." },
  governance: {
    name: USER_ROLE_WORDS.governance,
    may: "Sees every API and the audit trail, decides on reviews and waivers, and sets the rules.",
  },
  member: { name: USER_ROLE_WORDS.member, may: "Does what the roles in their teams allow." },
};

export const TEAM_ROLE_NAMES: Record<TeamRole, { name: string; may: string }> = {
  owner: { name: "Owner", may: "Maintains the team's APIs, deletes them, and chooses the members." },
  maintainer: { name: "Maintainer", may: "Creates, edits and publishes the team's APIs." },
  viewer: { name: "Viewer", may: "Sees the team's private APIs." },
};
