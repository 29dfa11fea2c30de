import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";
import type { Actor } from "#lib/access";
import { updateEgressSettings } from "#lib/catalogue";
import { EGRESS_DEFAULT, type EgressGuard } from "#lib/egress";
import { notify } from "#lib/notifications";
import { loadSealingKey, newSealingKey } from "#lib/signing";
import { makeTeam, makeUser, testDatabase } from "#lib/testing";
import { createWebhook } from "./change-webhooks.ts";
import { listDeliveries } from "./read-webhooks.ts";
import { DeliveryList, type CreateWebhook } from "./schema.ts";
import { sendWebhook } from "./send-webhook.ts";

/** A receiver on this machine: what it took, and what it answers. */
export interface Receiver {
  url: string;
  status: number;
  received: { headers: IncomingHttpHeaders; body: string }[];
}

async function startReceiver(): Promise<Receiver> {
  const receiver: Receiver = { url: "", status: 204, received: [] };
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      receiver.received.push({ headers: request.headers, body });
      response.writeHead(receiver.status).end(receiver.status === 204 ? undefined : "no, thanks");
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/token-in-the-path`;
  return receiver;
}

/** A database with a team and its people, and a receiver that may be called. For tests. */
export async function webhookRig() {
  const { db, ctx } = await testDatabase();
  const sealingKey = loadSealingKey(newSealingKey());
  const egress = { ...EGRESS_DEFAULT, privateWebhooks: true };
  const guard: EgressGuard = { policy: () => egress, purpose: "webhook" };
  const team = await makeTeam(db);
  const elsewhere = await makeTeam(db);
  const people = {
    owner: await makeUser(db, { teams: { [team.id]: "owner" } }),
    maintainer: await makeUser(db, { teams: { [team.id]: "maintainer" } }),
    viewer: await makeUser(db, { teams: { [team.id]: "viewer" } }),
    outsider: await makeUser(db, { teams: { [elsewhere.id]: "owner" } }),
    admin: await makeUser(db, { role: "admin" }),
    governance: await makeUser(db, { role: "governance" }),
  };
  await updateEgressSettings(ctx(people.admin), { ...egress, etag: 1 });
  const receiver = await startReceiver();
  const input: CreateWebhook = { url: receiver.url, description: "", kinds: ["subscription.approved"] };

  return {
    db,
    ctx,
    sealingKey,
    egress,
    guard,
    team,
    elsewhere,
    ...people,
    receiver,
    input,
    portalUrl: "https://portal.example",
    create: (actor: Actor, of: Partial<CreateWebhook> = {}) =>
      createWebhook(ctx(actor), { ...input, team: team.slug, ...of }, { sealingKey }),
    send: (deliveryId: string, now = new Date()) =>
      sendWebhook({ ...ctx(), now }, { deliveryId, sealingKeys: [sealingKey], guard, draw: 0.5 }),
    async newest(id: string) {
      const query = DeliveryList.api.parse({});
      const [delivery] = (await listDeliveries(ctx(people.admin), { id, query })).items;
      if (!delivery) throw new Error("There is no delivery.");
      return delivery;
    },
    /** Tells the team (or another) of something, and returns the event's id. */
    async tell(key: string, consumerTeamId = team.id): Promise<string> {
      const same = { subscriptionId: "sub_1", api: "orders", apiName: "Orders", version: "v1" };
      const app = {
        application: "shop",
        applicationName: "Shop",
        plan: "standard",
        environment: "production",
      };
      const facts = { ...same, ...app, ownerTeamId: elsewhere.id, consumerTeamId };
      await db.$transaction((tx) =>
        notify(tx, { kind: "subscription.approved", key, now: new Date(), facts }),
      );
      const dedupeKey = `subscription.approved:${key}`;
      const event = await db.notificationEvent.findUniqueOrThrow({
        where: { dedupeKey },
        select: { id: true },
      });
      return event.id;
    },
  };
}
