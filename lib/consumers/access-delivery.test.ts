import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import type { Ctx } from "#lib/db";
import { testDatabase } from "#lib/testing";
import { createKey, getKey, getSubscription, markAccessWritten, readPendingAccess } from "./index.ts";
import { openMarket } from "./test-rows.ts";

const database = await testDatabase();

/** The context of a reader who is overtaken: the change is written just after its delivery was read. */
function overtaken(ctx: Ctx, write: () => Promise<void>): Ctx {
  let overtaking: Promise<void> | undefined;
  const accessChange = new Proxy(ctx.db.accessChange, {
    get: (target, name) => {
      if (name !== "findUnique") return Reflect.get(target, name);
      return async (...query: Parameters<typeof target.findUnique>) => {
        const reading = Promise.resolve(target.findUnique(...query));
        overtaking = reading.then(write);
        await overtaking;
        return reading;
      };
    },
  });
  const db = new Proxy(ctx.db, {
    get: (target, name) => {
      if (name === "accessChange") return accessChange;
      if (name !== "$queryRaw") return Reflect.get(target, name);
      return async (...query: Parameters<typeof target.$queryRaw>) => {
        await setImmediate();
        await overtaking;
        return target.$queryRaw(...query);
      };
    },
  });
  return { ...ctx, db };
}

it("never says that a change holds which it shows as unwritten", async () => {
  const market = await openMarket(database);
  const { environment, consumer, application } = market;
  const asked = await market.ask(await market.offer({ approval: "automatic" }));
  const { key } = await createKey(consumer, application, { environment: environment.slug, name: "web" });
  const writeAll = async () => {
    const documents = await readPendingAccess(database.db, environment, 10);
    await markAccessWritten(database.ctx(), { environmentId: environment.id, storeRevision: 4, documents });
  };
  const unwritten = { enforcement: "under_way", delivery: { state: "saved", storeRevision: null } };
  const subscription = await getSubscription(overtaken(consumer, writeAll), asked);
  expect(subscription).toMatchObject(unwritten);
  const written = { enforcement: "no_gateway", delivery: { state: "written", storeRevision: 4 } };
  expect(await getSubscription(consumer, asked)).toMatchObject(written);

  const { key: next } = await createKey(consumer, application, {
    environment: environment.slug,
    name: "job",
  });
  expect(await getKey(overtaken(consumer, writeAll), { ...application, id: next.id })).toMatchObject(
    unwritten,
  );
  expect(await getKey(consumer, { ...application, id: key.id })).toMatchObject(written);
});
