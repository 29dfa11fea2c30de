import { describe, expect, it } from "vitest";
import { testDatabase } from "#lib/testing";
import {
  createKey,
  listWrittenAccess,
  markAccessWritten,
  moveSubscription,
  readPendingAccess,
  revokeKey,
} from "./index.ts";
import { openMarket } from "./test-rows.ts";

const database = await testDatabase();
const { ctx } = database;

describe("what gateways are not told yet", () => {
  it("says of each version the subscription that counts, and keys come first", async () => {
    const market = await openMarket(database);
    const { environment, consumer, application } = market;
    const plan = await market.offer({ approval: "automatic" });
    const first = await market.ask(plan);
    await moveSubscription(consumer, first, { action: "end", reason: "" });
    const second = await market.ask(plan);
    const { key } = await createKey(consumer, application, { environment: environment.slug, name: "web" });
    const pending = await readPendingAccess(database.db, environment, 10);
    expect(pending.map(({ body }) => body.kind)).toEqual(["credential", "application"]);
    expect(pending).toMatchObject([
      { body: { keyId: key.id, state: "active" } },
      { etag: 3, body: { subscriptions: [{ id: second.id, state: "active" }] } },
    ]);
    await moveSubscription(consumer, second, { action: "end", reason: "" });
    const [, ended] = await readPendingAccess(database.db, environment, 10);
    expect(ended).toMatchObject({ body: { subscriptions: [{ id: second.id, state: "ended" }] } });
  });

  it("stays pending where it changed while it was written", async () => {
    const market = await openMarket(database);
    const { environment, consumer, application } = market;
    const { key } = await createKey(consumer, application, { environment: environment.slug, name: "web" });
    const documents = await readPendingAccess(database.db, environment, 10);
    await revokeKey(consumer, { ...application, id: key.id });
    await markAccessWritten(ctx(), { environmentId: environment.id, storeRevision: 4, documents });
    const left = await readPendingAccess(database.db, environment, 10);
    expect(left).toMatchObject([{ etag: 2, body: { keyId: key.id, state: "revoked" } }]);
    const states = await database.db.accessChange.findMany({
      where: { environmentId: environment.id },
      orderBy: { id: "asc" },
      take: 10,
      select: { state: true, storeRevision: true },
    });
    expect(states).toEqual([
      { state: "written", storeRevision: 4 },
      { state: "saved", storeRevision: null },
    ]);
    expect(await listWrittenAccess(ctx(), environment.id)).toHaveLength(2);
  });

  it("is the worker's business alone", async () => {
    const { consumer, environment } = await openMarket(database);
    const written = { environmentId: environment.id, storeRevision: 1, documents: [] };
    await expect(markAccessWritten(consumer, written)).rejects.toMatchObject({ code: "forbidden" });
    await expect(listWrittenAccess(consumer, environment.id)).rejects.toMatchObject({ code: "forbidden" });
  });
});
