export * from "./schema.ts";
export { loadActor, loadTokenActor, type SessionClaim } from "./load-actor.ts";
export { verifyCredentials, type SignedIn } from "./verify-credentials.ts";
export { readSession } from "./read-session.ts";
export { changeOwnPassword } from "./change-own-password.ts";
export { createUser } from "./create-user.ts";
export { updateUser } from "./update-user.ts";
export { listUsers, readUser } from "./list-users.ts";
export { createResetLink } from "./create-reset-link.ts";
export { readLink, setPasswordByLink } from "./use-link.ts";
export { createTeam, listTeams, readTeam } from "./teams.ts";
export { listMembers, removeMembership, setMembership } from "./memberships.ts";
export { ensureFirstAdmin, type FirstAdmin } from "./ensure-first-admin.ts";
export { listAudit } from "./list-audit.ts";
export { exportAudit } from "./export-audit.ts";
export { sealAudit } from "./seal-audit.ts";
export { verifyAudit } from "./verify-audit.ts";
export { removeExpiredLinks } from "./remove-expired-links.ts";
export { createToken, listTokens, revokeToken } from "./tokens.ts";
export { isTokenText } from "./token-text.ts";
export { endSessions } from "./end-sessions.ts";
export { signInByIdentity, type IdentityPolicy, type ProvidedIdentity } from "./sign-in-by-identity.ts";
export {
  acceptInvitation,
  createInvitation,
  listInvitations,
  readInvitation,
  withdrawInvitation,
} from "./invitations.ts";
export { findPeople } from "./find-people.ts";
export { readHandover } from "./read-handover.ts";
