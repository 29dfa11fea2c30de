import { z } from "zod";
import { define, type Audience, type KindDefinition } from "./define.ts";
import { REVIEW_KINDS } from "./review-kinds.ts";
import { RULE_KINDS } from "./rule-kinds.ts";
import { VERSION_KINDS } from "./version-kinds.ts";
import { WAIVER_KINDS } from "./waiver-kinds.ts";

/**
 * Everything people are told of: to whom, in which words, and which page shows it. A new kind is one entry here.
 * `facts` is also the `data` of the webhook of this kind: it holds no secret.
 */

const text = z.string().max(2_000);

/** A subscription as both sides know it. `api` and `application` are the names in their pages' addresses. */
const SubscriptionFacts = z.object({
  subscriptionId: text,
  api: text,
  apiName: text,
  version: text,
  application: text,
  applicationName: text,
  plan: text,
  environment: text,
  /** The team that owns the API. */
  ownerTeamId: text,
  /** The team that owns the application. */
  consumerTeamId: text,
});
type SubscriptionFacts = z.infer<typeof SubscriptionFacts>;

/** A key, by what its team knows it by. */
const KeyFacts = z.object({
  keyId: text,
  keyName: text,
  hint: text,
  application: text,
  applicationName: text,
  environment: text,
  expiresAt: text,
  /** The team that owns the application. */
  consumerTeamId: text,
});

/** An API or an application between two teams. */
const TransferFacts = z.object({
  transferId: text,
  kind: text,
  name: text,
  fromTeamId: text,
  fromTeamName: text,
  toTeamId: text,
  toTeam: text,
  toTeamName: text,
  note: text,
  by: text,
});

const Reasoned = SubscriptionFacts.extend({ reason: text });

const whoDecides = (teamId: string): Audience => ({ to: "team", teamId, roles: ["owner", "maintainer"] });
const wholeTeam = (teamId: string): Audience => ({
  to: "team",
  teamId,
  roles: ["owner", "maintainer", "viewer"],
});

const consumers = (facts: SubscriptionFacts) => [wholeTeam(facts.consumerTeamId)];
const owners = (facts: SubscriptionFacts) => [whoDecides(facts.ownerTeamId)];
const applicationPage = (facts: { application: string }) => `/applications/${facts.application}`;
const subscribersPage = (facts: SubscriptionFacts) => `/apis/${facts.api}/subscribers`;

/** A version off its primary. `seenBy`: the teams that see the API; `isPublic`: all do. */
const IncidentFacts = z.object({
  incidentId: text,
  api: text,
  apiName: text,
  version: text,
  environment: text,
  servingTarget: text,
  primaryTarget: text,
  openedAt: text,
  ownerTeamId: text,
  seenBy: z.array(text),
  isPublic: z.boolean(),
});
type IncidentFacts = z.infer<typeof IncidentFacts>;

/** A version whose primary answers nothing. */
const RescueFacts = IncidentFacts.omit({ incidentId: true, servingTarget: true, openedAt: true });

const onCallAndOwners = (facts: z.infer<typeof RescueFacts>): Audience[] => [
  whoDecides(facts.ownerTeamId),
  { to: "on-call", teamIds: facts.seenBy, isPublic: facts.isPublic },
];
/** How an incident that had alerted ended. */
const ENDS = {
  recovered: {
    is: "is back on its primary",
    says: ({ primaryTarget }: IncidentFacts) => `${primaryTarget} answers again.`,
  },
  not_served: {
    is: "is no longer served",
    says: () => "it is no longer served, and its incident is over with that.",
  },
  lost: {
    is: "may still be served from fallback",
    says: () =>
      "the gateways that saw the incident are gone or began anew. Whether the primary answers is not known.",
  },
};
const livePage = ({ api, version, environment }: z.infer<typeof RescueFacts>) =>
  `/apis/${api}?version=${encodeURIComponent(version)}&environment=${encodeURIComponent(environment)}`;
const incidentPage = (facts: IncidentFacts) => `/incidents/${facts.incidentId}`;

const what = (facts: SubscriptionFacts) =>
  `${facts.applicationName} → ${facts.apiName} ${facts.version} (${facts.environment}, plan ${facts.plan})`;
const because = ({ reason }: { reason: string }) => (reason.trim() === "" ? "" : `\nReason: ${reason}`);

export const KINDS = {
  ...RULE_KINDS,
  ...VERSION_KINDS,
  ...REVIEW_KINDS,
  ...WAIVER_KINDS,
  "subscription.requested": define({
    facts: SubscriptionFacts.extend({ purpose: text, requestedByName: text }),
    label: "Someone asks to subscribe to your API",
    group: "Subscriptions",
    audience: owners,
    subject: (facts) => `${facts.applicationName} asks for ${facts.apiName} ${facts.version}`,
    text: (facts) => `${facts.requestedByName} asks to subscribe: ${what(facts)}.\nPurpose: ${facts.purpose}`,
    asks: "Approve or reject the request.",
    path: subscribersPage,
  }),
  "subscription.approved": define({
    facts: SubscriptionFacts,
    label: "Your subscription is approved",
    group: "Subscriptions",
    audience: consumers,
    subject: (facts) => `Approved: ${facts.applicationName} may call ${facts.apiName} ${facts.version}`,
    text: (facts) => `The subscription ${what(facts)} is approved. Create a key to make the first call.`,
    path: applicationPage,
  }),
  "subscription.rejected": define({
    facts: Reasoned,
    label: "Your subscription is rejected",
    group: "Subscriptions",
    audience: consumers,
    subject: (facts) => `Rejected: ${facts.applicationName} for ${facts.apiName} ${facts.version}`,
    text: (facts) => `The subscription ${what(facts)} is rejected.${because(facts)}`,
    path: applicationPage,
  }),
  "subscription.suspended": define({
    facts: Reasoned,
    label: "Your subscription is suspended",
    group: "Subscriptions",
    audience: consumers,
    subject: (facts) => `Suspended: ${facts.applicationName} for ${facts.apiName} ${facts.version}`,
    text: (facts) =>
      `The subscription ${what(facts)} is suspended: calls with its keys are refused.${because(facts)}`,
    path: applicationPage,
  }),
  "subscription.resumed": define({
    facts: SubscriptionFacts,
    label: "Your subscription is resumed",
    group: "Subscriptions",
    audience: consumers,
    subject: (facts) => `Resumed: ${facts.applicationName} may call ${facts.apiName} ${facts.version}`,
    text: (facts) => `The subscription ${what(facts)} is active again.`,
    path: applicationPage,
  }),
  "subscription.ended": define({
    facts: Reasoned,
    label: "A subscription of or to something of yours ends",
    group: "Subscriptions",
    audience: (facts) => [...consumers(facts), ...owners(facts)],
    subject: (facts) => `Ended: ${facts.applicationName} no longer calls ${facts.apiName} ${facts.version}`,
    text: (facts) =>
      `The subscription ${what(facts)} has ended: calls with its keys are refused.${because(facts)}`,
    path: applicationPage,
  }),
  "key.expiring": define({
    facts: KeyFacts,
    label: "A key of your application expires soon",
    group: "Keys",
    audience: (facts) => [whoDecides(facts.consumerTeamId)],
    subject: (facts) => `Expires soon: key ${facts.keyName} of ${facts.applicationName}`,
    text: (facts) =>
      `The key ${facts.keyName} (${facts.hint}…) of ${facts.applicationName} in ${facts.environment} expires on ${facts.expiresAt}. Rotate it, and give the new one to what uses it.`,
    path: applicationPage,
  }),
  "incident.alert": define({
    facts: IncidentFacts.extend({ afterMinutes: z.number() }),
    label: "An API is served from fallback for too long",
    group: "Incidents",
    audience: onCallAndOwners,
    subject: (facts) => `${facts.apiName} ${facts.version} is served from fallback for too long`,
    text: (facts) =>
      `In ${facts.environment} ${facts.servingTarget || "nothing"} answers for ${facts.primaryTarget} since ${facts.openedAt}: longer than ${facts.afterMinutes} min.`,
    asks: "Look at it, and acknowledge the alert.",
    path: incidentPage,
  }),
  "incident.alert_end": define({
    facts: IncidentFacts.extend({ closedBy: z.enum(["recovered", "not_served", "lost"]).optional() }),
    label: "An API that was served from fallback for too long is back",
    group: "Incidents",
    audience: onCallAndOwners,
    subject: (facts) => `${facts.apiName} ${facts.version} ${ENDS[facts.closedBy ?? "recovered"].is}`,
    text: (facts) =>
      `In ${facts.environment} ${ENDS[facts.closedBy ?? "recovered"].says(facts)} The incident began ${facts.openedAt}.`,
    path: incidentPage,
  }),
  "rescue.alert": define({
    facts: RescueFacts.extend({ alertId: text, since: text, rescued: z.number(), afterMinutes: z.number() }),
    label: "Requests of an API have to be rescued for too long",
    group: "Incidents",
    audience: onCallAndOwners,
    subject: (facts) => `Requests of ${facts.apiName} ${facts.version} have to be rescued for too long`,
    text: (facts) =>
      `In ${facts.environment} ${facts.primaryTarget} has answered nothing since ${facts.since}, for longer than ${facts.afterMinutes} min: its fallbacks rescued ${facts.rescued} requests. They come too seldom for an incident to open.`,
    asks: "Look at it, and acknowledge the alert.",
    path: livePage,
  }),
  "rescue.alert_end": define({
    facts: RescueFacts.extend({ hasRecovered: z.boolean() }),
    label: "Requests of an API no longer have to be rescued",
    group: "Incidents",
    audience: onCallAndOwners,
    subject: (facts) => `Requests of ${facts.apiName} ${facts.version} no longer have to be rescued`,
    text: (facts) =>
      `In ${facts.environment} ${facts.primaryTarget} ${facts.hasRecovered ? "answers again" : "is the primary no longer"}.`,
    path: livePage,
  }),
  "webhook.disabled": define({
    facts: z.object({ webhookId: text, host: text, teamId: text, reason: text }),
    label: "A webhook is switched off because it fails",
    group: "Webhooks",
    /** One without a team is the organisation's. */
    audience: ({ teamId }) => (teamId === "" ? [{ to: "role", role: "admin" }] : [whoDecides(teamId)]),
    subject: (facts) => `The webhook to ${facts.host} is switched off`,
    text: (facts) =>
      `Nothing more is sent to ${facts.host}. ${facts.reason}\nMend the receiver, switch the webhook on again, and replay what it missed.`,
    path: (facts) => `/admin/webhooks/${facts.webhookId}`,
  }),
  "team.invited": define({
    facts: z.object({ invitationId: text, userId: text, teamName: text, role: text, invitedBy: text }),
    label: "Someone invites you into a team",
    group: "Teams",
    audience: ({ userId }) => [{ to: "user", userId }],
    subject: (facts) => `${facts.invitedBy} invites you into the team ${facts.teamName}`,
    text: (facts) => `You would be ${facts.role} of ${facts.teamName}.`,
    asks: "The invitation is good for a week.",
    path: (facts) => `/join/${facts.invitationId}`,
  }),
  "transfer.requested": define({
    facts: TransferFacts,
    label: "A team wants to hand something over to yours",
    group: "Teams",
    audience: ({ toTeamId }) => [{ to: "team", teamId: toTeamId, roles: ["owner"] }],
    subject: (facts) => `${facts.fromTeamName} offers ${facts.toTeamName} the ${facts.kind} ${facts.name}`,
    text: (facts) =>
      `${facts.by} wants to hand ${facts.name} over to ${facts.toTeamName}.${facts.note === "" ? "" : `\nNote: ${facts.note}`}`,
    asks: "Accept or decline it.",
    path: (facts) => `/teams/${facts.toTeam}`,
  }),
  "transfer.decided": define({
    facts: TransferFacts.extend({ decision: text }),
    label: "A hand-over of your team is accepted, declined or withdrawn",
    group: "Teams",
    audience: ({ fromTeamId, toTeamId }) => [
      { to: "team", teamId: fromTeamId, roles: ["owner"] },
      { to: "team", teamId: toTeamId, roles: ["owner"] },
    ],
    subject: (facts) => `${facts.name}: the hand-over to ${facts.toTeamName} is ${facts.decision}`,
    text: (facts) =>
      `${facts.by} has ${facts.decision} that ${facts.fromTeamName} hands the ${facts.kind} ${facts.name} over to ${facts.toTeamName}.`,
    path: (facts) => `/teams/${facts.toTeam}`,
  }),
} as const satisfies Record<string, KindDefinition>;

export type NotificationKind = keyof typeof KINDS;
export const NOTIFICATION_KINDS = Object.keys(KINDS) as [NotificationKind, ...NotificationKind[]];

/** The facts a kind needs. */
export type FactsOf<Kind extends NotificationKind> = z.infer<(typeof KINDS)[Kind]["facts"]>;
