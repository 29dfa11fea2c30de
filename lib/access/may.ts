import type { Action, Actor, Subject, TeamRole } from "./schema.ts";

type Rule = (actor: Extract<Actor, { kind: "user" }>, subject: Subject) => boolean;

const everyone: Rule = () => true;
const nobody: Rule = () => false;
const admin: Rule = (actor) => actor.role === "admin";
const self: Rule = (actor, subject) => subject.userId === actor.id;
/** Not by a token: a leaked one must not make itself another, or lock its owner out. */
const selfInPerson: Rule = (actor, subject) => self(actor, subject) && actor.token === undefined;
const inTeam =
  (...roles: TeamRole[]): Rule =>
  (actor, subject) => {
    const role = subject.teamId === undefined ? undefined : actor.teams[subject.teamId];
    return role !== undefined && roles.includes(role);
  };
const anyOf =
  (...rules: Rule[]): Rule =>
  (actor, subject) =>
    rules.some((rule) => rule(actor, subject));

const maintainer = anyOf(admin, inTeam("owner", "maintainer"));
const owner = anyOf(admin, inTeam("owner"));
const member = inTeam("owner", "maintainer", "viewer");
const visible: Rule = (actor, subject) =>
  subject.visibility === "public" || Object.keys(actor.teams).some((teamId) => isSeenBy(subject, teamId));

const reader: Rule = anyOf(admin, (actor) => actor.role === "governance", visible);
/** What belongs to a team and is shown to nobody else, but to those who look after everything. */
const insider: Rule = anyOf(admin, (actor) => actor.role === "governance", member);
/** People on call act on all they can see; who owns an API needs nobody else for it. */
const onCall = anyOf(owner, (actor, subject) => actor.onCall === true && reader(actor, subject));

const emergency = anyOf(onCall, (actor) => actor.role === "governance");

const governor = anyOf(admin, (actor) => actor.role === "governance");
const grantor: Rule = (actor, subject) => governor(actor, subject) && subject.userId !== actor.id;

/** Whether the members of a team see something that a team owns. */
export function isSeenBy(subject: Subject, teamId: string): boolean {
  if (subject.visibility === "public" || subject.teamId === teamId) return true;
  return subject.visibility === "restricted" && (subject.grantedTeamIds ?? []).includes(teamId);
}

/** What users may do. An action that is not listed cannot be compiled; what no rule grants is refused. */
const USER_RULES: Record<Action, Rule> = {
  "api.read": reader,
  "api.create": maintainer,
  "api.update": maintainer,
  "api.delete": owner,
  "api.set_default_version": maintainer,
  "view.read": self,
  "view.create": self,
  "view.update": self,
  "view.delete": self,
  "version.create": maintainer,
  "version.update": maintainer,
  "version.delete": owner,
  "version.publish": maintainer,
  "version.unpublish": maintainer,
  "version.roll_back": anyOf(maintainer, onCall),
  "version.promote": maintainer,
  "version.break_glass": admin,
  "version.pin": onCall,
  "version.release_pin": onCall,
  "version.fail_back": onCall,
  "version.deprecate": maintainer,
  "version.restore": maintainer,
  "version.retire": owner,
  "version.block": emergency,
  "version.unblock": emergency,
  /** Of the team that owns the application. */
  "version.acknowledge": maintainer,
  "version.tell": nobody,
  "review.read": insider,
  "review.submit": maintainer,
  "review.resubmit": maintainer,
  "review.withdraw": maintainer,
  "review.comment": insider,
  "review.resolve": insider,
  // Whose decision counts, and that nobody decides on their own work, the review's life says (lib/lifecycle).
  "review.approve": anyOf(maintainer, (actor) => actor.role === "governance"),
  "review.request_changes": anyOf(maintainer, (actor) => actor.role === "governance"),
  "review.reject": anyOf(maintainer, (actor) => actor.role === "governance"),
  "review.schedule": maintainer,
  "review.escalate": nobody,
  "review.fail": nobody,
  "incident.acknowledge": onCall,
  "incident.alert": nobody,
  "incident.alert_end": nobody,
  "rescue.acknowledge": onCall,
  "rescue.alert": nobody,
  "rescue.alert_end": nobody,
  "gateway.read": everyone,
  "gateway.report": nobody,
  "job.read": admin,
  "user.read": admin,
  "user.create": admin,
  "user.update": admin,
  "user.reset_password": admin,
  "user.sign_in": self,
  "user.set_password": selfInPerson,
  "user.use_link": nobody,
  "user.end_sessions": anyOf(admin, selfInPerson),
  "token.read": self,
  "token.create": selfInPerson,
  "token.revoke": self,
  "team.read": everyone,
  "team.create": admin,
  "team.update": owner,
  "team.invite": owner,
  // Whoever has the invitation; the verb looks at it.
  "team.join": self,
  "team.leave": self,
  // The subject's team is the one that gives.
  "api.transfer": owner,
  "application.transfer": owner,
  "transfer.withdraw": owner,
  // The subject's team is the one that receives.
  "transfer.accept": owner,
  "transfer.decline": owner,
  "transfer.read": insider,
  "notification.read": self,
  "notification.choose": self,
  "notification.send": nobody,
  "application.read": insider,
  "application.create": maintainer,
  "application.update": maintainer,
  "application.delete": owner,
  "key.create": maintainer,
  "key.rotate": maintainer,
  "key.revoke": maintainer,
  "plan.create": maintainer,
  "plan.update": maintainer,
  "plan.delete": maintainer,
  // The subject's team is that of the side whoever acts stands on: the application's or the API's.
  "subscription.read": insider,
  "subscription.request": maintainer,
  "subscription.approve": maintainer,
  "subscription.reject": maintainer,
  "subscription.suspend": maintainer,
  "subscription.resume": maintainer,
  "subscription.end": maintainer,
  "usage.read": insider,
  "webhook.read": maintainer,
  "webhook.create": maintainer,
  "webhook.update": maintainer,
  "webhook.rotate_secret": maintainer,
  "webhook.delete": maintainer,
  "webhook.test": maintainer,
  "webhook.replay": maintainer,
  "webhook.disable": nobody,
  "score.read": everyone,
  "score.judge": governor,
  /** What is broken where, and by which names: for those who can mend it. */
  "finding.read": insider,
  "rule.read": everyone,
  "rule.create": governor,
  "rule.update": governor,
  "rule.delete": governor,
  "waiver.ask": maintainer,
  "waiver.withdraw": maintainer,
  // The subject's user is whoever asked for it: nobody grants themselves anything.
  "waiver.grant": grantor,
  "waiver.refuse": governor,
  "waiver.revoke": governor,
  "waiver.remind": nobody,
  "settings.read": admin,
  "settings.update": admin,
  "audit.read": anyOf(admin, (actor) => actor.role === "governance"),
  "publication.reconcile": nobody,
  "store.rebuild": admin,
  "secrets.reseal": nobody,
  "demo.control": admin,
};

/** Deny by default: the system may do anything, a gateway only report, a user what the rules grant, others sign in. */
export function may(actor: Actor, action: Action, subject: Subject = {}): boolean {
  switch (actor.kind) {
    case "system":
      return true;
    case "gateway":
      return action === "gateway.report";
    case "anonymous":
      return action === "user.sign_in" || action === "user.use_link";
    case "user":
      return USER_RULES[action](actor, subject);
  }
}
