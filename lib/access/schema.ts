import type { Scope } from "./areas.ts";

export * from "./areas.ts";

/** Who acts. Everything a decision needs is in it; verbs never look the actor up again. */
export type Actor =
  | {
      kind: "user";
      id: string;
      email: string;
      name: string;
      role: UserRole;
      teams: Record<string, TeamRole>;
      onCall?: boolean;
      /** The personal access token the user acts by; absent: a session. */
      token?: { id: string; scopes: readonly Scope[] };
    }
  | { kind: "system"; id: string; name: string }
  | { kind: "gateway"; id: string; name: string; environment: string }
  | { kind: "anonymous"; id: string; name: string };

/** Whoever has not signed in. */
export const ANONYMOUS: Actor = { kind: "anonymous", id: "anonymous", name: "Anonymous" };

export type UserRole = "admin" | "governance" | "member";
export type TeamRole = "owner" | "maintainer" | "viewer";

export const USER_ROLES = ["admin", "governance", "member"] as const satisfies readonly UserRole[];
export const TEAM_ROLES = ["owner", "maintainer", "viewer"] as const satisfies readonly TeamRole[];

/** Everything that can be asked for. Reading is `*.read`; each other action leaves an audit entry of this name. */
export const ACTIONS = [
  "api.read",
  "api.create",
  "api.update",
  "api.delete",
  "api.set_default_version",
  "view.read",
  "view.create",
  "view.update",
  "view.delete",
  "version.create",
  "version.update",
  "version.delete",
  "version.publish",
  "version.unpublish",
  "version.roll_back",
  "version.promote",
  "version.break_glass",
  "version.pin",
  "version.release_pin",
  "version.fail_back",
  "version.deprecate",
  "version.restore",
  "version.retire",
  "version.block",
  "version.unblock",
  "version.acknowledge",
  "version.tell",
  "review.read",
  "review.submit",
  "review.resubmit",
  "review.withdraw",
  "review.comment",
  "review.resolve",
  "review.approve",
  "review.request_changes",
  "review.reject",
  "review.schedule",
  "review.escalate",
  "review.fail",
  "incident.acknowledge",
  "incident.alert",
  "incident.alert_end",
  "rescue.acknowledge",
  "rescue.alert",
  "rescue.alert_end",
  "gateway.read",
  "gateway.report",
  "job.read",
  "user.read",
  "user.create",
  "user.update",
  "user.reset_password",
  "user.sign_in",
  "user.set_password",
  "user.use_link",
  "user.end_sessions",
  "token.read",
  "token.create",
  "token.revoke",
  "team.read",
  "team.create",
  "team.update",
  "team.invite",
  "team.join",
  "team.leave",
  "api.transfer",
  "application.transfer",
  "transfer.read",
  "transfer.accept",
  "transfer.decline",
  "transfer.withdraw",
  "notification.read",
  "notification.choose",
  "notification.send",
  "application.read",
  "application.create",
  "application.update",
  "application.delete",
  "key.create",
  "key.rotate",
  "key.revoke",
  "plan.create",
  "plan.update",
  "plan.delete",
  "subscription.read",
  "subscription.request",
  "subscription.approve",
  "subscription.reject",
  "subscription.suspend",
  "subscription.resume",
  "subscription.end",
  "usage.read",
  "webhook.read",
  "webhook.create",
  "webhook.update",
  "webhook.rotate_secret",
  "webhook.delete",
  "webhook.test",
  "webhook.replay",
  "webhook.disable",
  "score.read",
  "score.judge",
  "finding.read",
  "rule.read",
  "rule.create",
  "rule.update",
  "rule.delete",
  "waiver.ask",
  "waiver.withdraw",
  "waiver.grant",
  "waiver.refuse",
  "waiver.revoke",
  "waiver.remind",
  "settings.read",
  "settings.update",
  "audit.read",
  "publication.reconcile",
  "store.rebuild",
  "secrets.reseal",
  "demo.control",
] as const;
export type Action = (typeof ACTIONS)[number];

/** What it is done to: enough to decide on. */
export interface Subject {
  /** The owning team, where the object has one. */
  teamId?: string;
  visibility?: "public" | "restricted" | "private";
  /** Teams that may see it while it is restricted, besides the owning one. */
  grantedTeamIds?: string[];
  /** The user the action is about. */
  userId?: string;
}
