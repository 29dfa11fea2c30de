import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "#lib/ids";
import { makePublishable, makeTeam, makeUser, testDatabase } from "#lib/testing";
import { listNotifications, NotificationList, notify } from "./index.ts";

const database = await testDatabase();
const { db, ctx } = database;
const version = await makePublishable(database);
const governance = await makeUser(db, { role: "governance", name: "Grace" });
const maintainer = await makeUser(db, { teams: { [version.teamId]: "maintainer" } });
const author = await makeUser(db, { teams: { [version.teamId]: "maintainer" } });
const at = new Date();
const environment = await db.environment.create({
  data: { id: newId("env"), slug: "production", name: "Production", position: 1 },
});
const asks = { by: "governance", approvals: 1, ruleId: "rule_1", environment: "production" };
const id = {
  review: newId("rvw"),
  waiver: newId("wvr"),
  subscription: newId("sub"),
  transfer: newId("trf"),
  invitation: newId("inv"),
  incident: newId("inc"),
  rescueAlert: newId("rsa"),
};

async function makeRows(): Promise<void> {
  const { versionId, teamId } = version;
  const { id: apiId } = await db.api.findUniqueOrThrow({ where: { slug: version.at.slug } });
  const of = { versionId, environmentId: environment.id };
  await db.review.create({
    data: {
      id: id.review,
      versionId,
      number: 1,
      kind: "before",
      environments: ["production"],
      digest: "d",
      draftEtag: 1,
      neededApprovals: [asks],
      consequences: {},
      submittedById: author.id,
      submittedByName: author.name,
      submittedAt: at,
      authorIds: [author.id],
    },
  });
  const rule = { id: newId("rule"), name: "Has a fallback", kind: "fallback-present", params: {}, scope: {} };
  await db.governanceRule.create({ data: { ...rule, severity: "block", createdByName: "Test" } });
  const asked = { askedById: author.id, askedByName: author.name, askedAt: at };
  await db.waiver.create({
    data: { id: id.waiver, ruleId: rule.id, apiId, reason: "Soon.", until: at, ...asked },
  });
  const application = { id: newId("app"), slug: "till", name: "Till", teamId, createdById: author.id };
  await db.application.create({ data: application });
  const plan = await db.plan.create({ data: { id: newId("pln"), versionId, name: "Free" } });
  const requested = { requestedById: author.id, requestedByName: author.name };
  await db.subscription.create({
    data: {
      id: id.subscription,
      ...of,
      applicationId: application.id,
      planId: plan.id,
      state: "pending",
      ...requested,
    },
  });
  const { id: toTeamId } = await makeTeam(db);
  const move = { kind: "api", objectId: apiId, fromTeamId: teamId, toTeamId, requestedAt: at } as const;
  await db.transfer.create({ data: { id: id.transfer, ...move, ...requested } });
  const invited = { teamId, role: "viewer", tokenHash: "x", createdById: author.id } as const;
  const expiresAt = new Date(at.getTime() + 60_000);
  await db.invitation.create({
    data: { id: id.invitation, ...invited, createdByName: author.name, createdAt: at, expiresAt },
  });
  const incident = { primaryTarget: "a", servingTarget: "b", firstError: "", lastError: "", openNodes: [] };
  await db.incident.create({
    data: { id: id.incident, ...of, openedAt: at, cause: "state", ...incident },
  });
  const silent = { primaryTarget: "a", rescuedSince: at, afterMinutes: 15, raisedAt: at };
  await db.rescueAlert.create({ data: { id: id.rescueAlert, ...of, ...silent } });
}

async function makeNotice(): Promise<void> {
  const { id: applicationId } = await db.application.findFirstOrThrow({ where: { slug: "till" } });
  await db.sunsetNotice.create({ data: { versionId: version.versionId, applicationId, toldAt: at } });
}

/** Facts of all kinds, told to everybody who might be asked. */
const facts = {
  reviewId: id.review,
  waiverId: id.waiver,
  subscriptionId: id.subscription,
  transferId: id.transfer,
  invitationId: id.invitation,
  incidentId: id.incident,
  alertId: id.rescueAlert,
  api: version.at.slug,
  version: version.at.version,
  teamId: version.teamId,
};

async function tell(kind: string): Promise<void> {
  const event = { id: newId("ntf"), kind, dedupeKey: newId("x"), subject: "S", path: "/", teamIds: [], at };
  const text = `Something is asked.\n${ASKS[kind]}`;
  await db.notificationEvent.create({ data: { ...event, text, facts } });
  const userIds = [governance.id, maintainer.id, author.id];
  await db.notification.createMany({ data: userIds.map((userId) => ({ userId, eventId: event.id })) });
}

const ASKS: Record<string, string> = {
  "review.submitted": "Look at what it changes, and decide.",
  "review.escalated": "Nobody has decided yet: decide, or see to it that somebody does.",
  "review.break_glass": "Review it now.",
  "waiver.asked": "Grant or refuse it.",
  "subscription.requested": "Approve or reject the request.",
  "transfer.requested": "Accept or decline it.",
  "team.invited": "The invitation is good for a week.",
  "incident.alert": "Look at it, and acknowledge the alert.",
  "rescue.alert": "Look at it, and acknowledge the alert.",
  "version.deprecated": "Acknowledge it, so that its team knows that you know.",
};

async function read(kind: string, reader = governance) {
  const page = await listNotifications(ctx(reader), NotificationList.parse({ size: 100 }));
  const found = page.items.find((item) => item.kind === kind);
  return { outcome: found?.outcome, isAsked: found?.text.includes(ASKS[kind] ?? "?") };
}

beforeAll(async () => {
  await makeRows();
  await makeNotice();
  for (const kind of Object.keys(ASKS)) await tell(kind);
});

const decided = { decidedByName: "Grace", decidedAt: at };
const steps: [kind: string, change: () => Promise<unknown>, outcome: string][] = [
  ["waiver.asked", () => waiver({ state: "granted", ...decided }), "Granted by Grace."],
  ["waiver.asked", () => waiver({ state: "refused", ...decided }), "Refused by Grace."],
  ["waiver.asked", () => waiver({ state: "withdrawn" }), "Withdrawn."],
  ["waiver.asked", () => waiver({ state: "revoked", ...decided }), "Granted, and revoked by Grace."],
  ["subscription.requested", () => subscription("active"), "Approved."],
  ["subscription.requested", () => subscription("suspended"), "Approved, and suspended now."],
  ["subscription.requested", () => subscription("rejected"), "Rejected by Grace."],
  ["subscription.requested", () => subscription("ended"), "Ended by Grace."],
  ["transfer.requested", () => transfer("accepted"), "Accepted by Grace."],
  ["transfer.requested", () => transfer("declined"), "Declined by Grace."],
  ["transfer.requested", () => transfer("withdrawn"), "Withdrawn."],
  ["team.invited", () => invitation({ expiresAt: at }), "Its time is over."],
  ["team.invited", () => invitation({ usedById: governance.id }), "You joined."],
  ["incident.alert", () => incident({ acknowledgedByName: "Grace" }), "Acknowledged by Grace."],
  ["incident.alert", () => incident({ closedAt: at }), "The incident is over."],
  ["rescue.alert", () => rescueAlert({ acknowledgedByName: "Grace" }), "Acknowledged by Grace."],
  ["rescue.alert", () => rescueAlert({ endedAt: at }), "The alert is over."],
];
const waiver = (data: object) => db.waiver.update({ where: { id: id.waiver }, data });
const subscription = (state: "active" | "suspended" | "rejected" | "ended") =>
  db.subscription.update({ where: { id: id.subscription }, data: { state, changedByName: "Grace" } });
const transfer = (state: "accepted" | "declined" | "withdrawn") =>
  db.transfer.update({ where: { id: id.transfer }, data: { state, ...decided } });
const invitation = (data: object) => db.invitation.update({ where: { id: id.invitation }, data });
const rescueAlert = (data: object) => db.rescueAlert.update({ where: { id: id.rescueAlert }, data });
const incident = (data: object) => db.incident.update({ where: { id: id.incident }, data });

/** Who can do what is asked for. */
const askedOf = (kind: string) => (kind === "version.deprecated" ? maintainer : governance);

test.each(Object.keys(ASKS))("%s asks while it waits for the reader", async (kind) => {
  expect(await read(kind, askedOf(kind))).toEqual({ outcome: null, isAsked: true });
});

test("a deprecation asks those who can acknowledge it, until one of them has", async () => {
  const kind = "version.deprecated";
  expect(await read(kind)).toEqual({ outcome: "Your team's maintainers acknowledge it.", isAsked: false });
  const data = { acknowledgedAt: at, acknowledgedByName: "Cora" };
  await db.sunsetNotice.updateMany({ where: { versionId: version.versionId }, data });
  expect(await read(kind, maintainer)).toEqual({ outcome: "Acknowledged by Cora.", isAsked: false });
  await db.sunsetNotice.deleteMany({ where: { versionId: version.versionId } });
  expect(await read(kind, maintainer)).toEqual({
    outcome: "Nothing is left to acknowledge.",
    isAsked: false,
  });
});

test.each(steps)("%s says what became of it, and asks no longer", async (...[kind, change, outcome]) => {
  await change();
  expect(await read(kind)).toEqual({ outcome, isAsked: false });
});

test("what is gone is said to be gone", async () => {
  await db.invitation.delete({ where: { id: id.invitation } });
  expect(await read("team.invited")).toEqual({ outcome: "It is gone.", isAsked: false });
});

describe("a review", () => {
  const review = (data: object) => db.review.update({ where: { id: id.review }, data });
  const said = (decision: "approve" | "request_changes" | "reject", by = governance) =>
    db.reviewDecision.create({
      data: {
        id: newId("dec"),
        reviewId: id.review,
        round: 1,
        userId: by.id,
        userName: by.name,
        decision,
        digest: "d",
        isGovernance: true,
        isMaintainer: false,
        at,
      },
    });

  test("does not ask whom it is not for, nor those whose work it is", async () => {
    const others = { outcome: "Others decide.", isAsked: false };
    expect(await read("review.submitted", maintainer)).toEqual(others);
    await review({ neededApprovals: [{ ...asks, by: "either" }] });
    expect(await read("review.submitted", maintainer)).toEqual({ outcome: null, isAsked: true });
    const own = { outcome: "It is your own work: others decide.", isAsked: false };
    expect(await read("review.submitted", author)).toEqual(own);
  });

  test("asks nobody twice, and everybody again after another submission", async () => {
    await said("approve");
    const once = { outcome: "You approved it; others are asked as well.", isAsked: false };
    expect(await read("review.submitted")).toEqual(once);
    expect(await read("review.submitted", maintainer)).toEqual({ outcome: null, isAsked: true });
    await review({ round: 2 });
    expect(await read("review.submitted")).toEqual({ outcome: null, isAsked: true });
    await review({ round: 1 });
  });

  test.each([
    ["changes_requested", "Changes were asked for by Grace."],
    ["approved", "Approved by Grace."],
    ["published", "Approved and published."],
    ["rejected", "Rejected by Grace."],
    ["withdrawn", "Withdrawn."],
  ])("%s: %s", async (state, outcome) => {
    await review({ state });
    for (const kind of ["review.submitted", "review.escalated", "review.break_glass"])
      expect(await read(kind)).toEqual({ outcome, isAsked: false });
  });
});

test("the question of a new one stands at its end, however much comes before it", async () => {
  const long = {
    ...facts,
    api: "a",
    apiName: "A",
    ownerTeamId: version.teamId,
    rule: "R",
    until: "2027-03-01",
  };
  const happening = { ...long, by: "Ada", note: "x".repeat(2_000) };
  await db.$transaction((tx) =>
    notify(tx, { kind: "waiver.asked", key: "long", facts: happening, now: new Date(at.getTime() + 1) }),
  );
  const event = await db.notificationEvent.findFirstOrThrow({ where: { dedupeKey: "waiver.asked:long" } });
  expect(event.text.endsWith("x\nGrant or refuse it.")).toBe(true);
});
