import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { updateEgressSettings } from "#lib/catalogue";
import { change, type Db } from "#lib/db";
import { EGRESS_DEFAULT } from "#lib/egress";
import { openMailer } from "#lib/mail";
import { notify, type Happening, updateMailSettings } from "#lib/notifications";
import { listFailingJobs } from "#lib/publishing";
import { JobList } from "#lib/publishing/schema";
import { eventually, makeTeam, makeUser, testDatabase, testSmtp } from "#lib/testing";
import { createWebhook } from "#lib/webhooks";
import { JobRunner } from "./job-runner.ts";
import { KEEP_OWN_API_TASK } from "./keep-own-api.ts";
import { makeRig, sealingKey } from "./test-rig.ts";

const { db, productUrl, ctx } = await testDatabase();
const smtp = await testSmtp();
const from = { name: "Understudy", address: "understudy@example.com" };
const mailer = openMailer({
  server: { host: "127.0.0.1", port: smtp.port, isTls: false, auth: undefined },
  from,
});

async function approve(of: Db, key: string, consumerTeamId: string): Promise<void> {
  const facts = {
    subscriptionId: "sub_1",
    api: "orders",
    apiName: "Orders",
    version: "v1",
    application: "shop",
    applicationName: "Shop",
    plan: "standard",
    environment: "production",
    ownerTeamId: "team_none",
    consumerTeamId,
  };
  const happening: Happening = { kind: "subscription.approved", key, now: new Date(), facts };
  await change({ ...ctx(), db: of }, { action: "team.update", kind: "team", id: "t" }, async (tx) => {
    await notify(tx, happening);
    return { result: undefined };
  });
}

describe("notifications by e-mail", async () => {
  const { context } = await makeRig(db);
  const runner = new JobRunner({ ...context, mailer }, productUrl);
  beforeAll(() => runner.start());
  afterAll(async () => {
    await runner.stop();
    mailer.close();
  });

  const team = await makeTeam(db);
  const anna = await makeUser(db, { teams: { [team.id]: "owner" }, name: "Anna" });
  const ben = await makeUser(db, { teams: { [team.id]: "viewer" } });
  const mailsTo = (email: string) => smtp.received.filter(({ to }) => to.includes(email));

  test("reach whoever wants them, once, with a link to the portal", async () => {
    await updateMailSettings(ctx(ben), { mail: { "subscription.approved": false } });
    await approve(db, "a", team.id);
    await approve(db, "a", team.id);
    await eventually("the first mail", () => mailsTo(anna.email).length === 1);
    await approve(db, "b", team.id);
    await eventually("the second mail", () => mailsTo(anna.email).length === 2);
    const [mail] = mailsTo(anna.email);
    expect(mail?.source).toContain("Subject: Approved: Shop may call Orders v1");
    expect(mail?.source).toContain("http://portal.test/applications/shop");
    expect(mailsTo(ben.email)).toEqual([]);
    await eventually(
      "both marked",
      async () =>
        (await db.notification.count({ where: { userId: anna.id, mailedAt: { not: null } } })) === 2,
    );
  });

  test("that the server refuses show among the failing jobs, and wait to be tried again", async () => {
    smtp.refusal = { code: 450, message: "the mailbox is busy" };
    await approve(db, "c", team.id);
    const admin = await makeUser(db, { role: "admin" });
    const failing = await eventually("the failing job", async () => {
      const { items } = await listFailingJobs(ctx(admin), JobList.api.parse({ q: "mail" }));
      return items.length > 0 && items;
    });
    expect(failing).toMatchObject([
      { task: "mail-notification", attempts: 1, lastError: expect.stringContaining("the mailbox is busy") },
    ]);
    expect(failing[0]?.nextRunAt).not.toBeNull();
    smtp.refusal = undefined;
    await db.$executeRaw`SELECT graphile_worker.reschedule_jobs(array_agg("id"), run_at => now())
      FROM graphile_worker.jobs WHERE "task_identifier" = 'mail-notification'`;
    await eventually("the third mail", () => mailsTo(anna.email).length === 3);
  });

  test("are not sent to those who may not sign in any more", async () => {
    smtp.refusal = { code: 450, message: "busy" };
    const left = await makeUser(db, { teams: { [team.id]: "viewer" } });
    await approve(db, "d", team.id);
    const failed = async () =>
      (
        await db.$queryRaw<{ n: number }[]>`SELECT count(*)::int AS n FROM graphile_worker.jobs
        WHERE "task_identifier" = 'mail-notification' AND "last_error" IS NOT NULL AND "locked_at" IS NULL`
      )[0]?.n;
    const waiting = async () =>
      (
        await db.$queryRaw<{ n: number }[]>`SELECT count(*)::int AS n FROM graphile_worker.jobs
        WHERE "task_identifier" = 'mail-notification'`
      )[0]?.n;
    await eventually("two jobs that failed", async () => (await failed()) === 2);
    await db.user.update({ where: { id: left.id }, data: { state: "deactivated" } });
    smtp.refusal = undefined;
    await db.$executeRaw`SELECT graphile_worker.reschedule_jobs(array_agg("id"), run_at => now())
      FROM graphile_worker.jobs WHERE "task_identifier" = 'mail-notification'`;
    await eventually("no job left", async () => (await waiting()) === 0);
    expect(mailsTo(left.email)).toEqual([]);
  });
});

describe("notifications by webhook", async () => {
  const other = await testDatabase();
  const { context } = await makeRig(other.db);
  const runner = new JobRunner(context, other.productUrl);
  beforeAll(() => runner.start());
  afterAll(() => runner.stop());

  test("reach the receiver signed, and stand in the log", async () => {
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        bodies.push(String(new Webhook(made.secret).verify(body, request.headers as never) && body));
        response.writeHead(204).end();
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const team = await makeTeam(other.db);
    const owner = await makeUser(other.db, { teams: { [team.id]: "owner" } });
    const system = { ...ctx(), db: other.db };
    await updateEgressSettings(system, { ...EGRESS_DEFAULT, privateWebhooks: true, etag: 1 });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const input = { url, team: team.slug, description: "", kinds: ["subscription.approved" as const] };
    const made = await createWebhook({ ...ctx(owner), db: other.db }, input, { sealingKey });
    await approve(other.db, "hook", team.id);
    const delivered = { endpointId: made.id, state: "delivered" } as const;
    await eventually(
      "the delivery",
      async () => (await other.db.webhookDelivery.count({ where: delivered })) === 1,
    );
    expect(JSON.parse(bodies[0] ?? "{}")).toMatchObject({ url: "http://portal.test/applications/shop" });
    server.close();
  });
});

describe("without a mail server", async () => {
  const other = await testDatabase();
  const { context } = await makeRig(other.db);
  const runner = new JobRunner(context, other.productUrl);
  beforeAll(() => runner.start());
  afterAll(() => runner.stop());

  test("notifications stay in the portal, and no job waits or fails", async () => {
    const team = await makeTeam(other.db);
    const user = await makeUser(other.db, { teams: { [team.id]: "owner" } });
    await approve(other.db, "a", team.id);
    await eventually("no job left", async () => {
      // The job for the product's own API waits for a portal, which there is none of.
      const rows = await other.db.$queryRaw<
        unknown[]
      >`SELECT 1 FROM graphile_worker.jobs WHERE task_identifier <> ${KEEP_OWN_API_TASK}`;
      return rows.length === 0;
    });
    expect(await other.db.notification.findMany({ where: { userId: user.id } })).toMatchObject([
      { readAt: null, mailedAt: null },
    ]);
  });
});
