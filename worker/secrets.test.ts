import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { getDraft, saveDraft } from "#lib/catalogue";
import { getPublication, listRevisions, previewDocument, publish } from "#lib/publishing";
import { unseal } from "#lib/signing";
import { eventually, makePublishable, testDatabase } from "#lib/testing";
import { documentAt, makeRig, startIn } from "./test-rig.ts";

const database = await testDatabase();
const { db } = database;
const SECRET = `plain-${randomBytes(12).toString("hex")}`;
const sealingKey = randomBytes(32);

it("keeps a target's credential sealed from the draft to the store, and shows it to nobody", async () => {
  const rig = await makeRig(db);
  const { ctx, at, key } = await makePublishable(database, {
    apiVersion: "fallback/v1",
    id: "default",
    chain: [{ id: "primary", kind: "http" }],
  });
  const environment = rig.environment.slug;
  const auth = { secretRef: SECRET, in: "header", name: "Authorization", prefix: "Bearer " } as const;
  const bindings = { [environment]: { primary: { endpoints: [{ url: "https://a.example" }], auth } } };
  const { etag, routes, policy } = await getDraft(ctx, at);
  const saved = await saveDraft(ctx, at, { draft: { etag, routes, policy, bindings }, sealingKey });
  const shown = [saved, await previewDocument(ctx, at, { environment })];

  const worker = startIn(rig);
  const input = { action: "publish", environment, note: "", draftEtag: saved.etag } as const;
  const { id } = await publish(ctx, at, input);
  worker.wake();
  await eventually("written", async () => (await getPublication(ctx, { ...at, id })).state === "written");

  const body = (await documentAt(rig, key))?.body;
  const target = body?.kind === "route" ? body.fallback.chain[0] : undefined;
  const inStore = target?.kind === "http" ? (target.auth?.secretRef ?? "") : "";
  expect(unseal(inStore, sealingKey)).toBe(SECRET);

  const revisions = await listRevisions(ctx, at, { page: 1, size: 20, sort: "number", dir: "desc", q: "" });
  const everything = JSON.stringify([shown, revisions, await getPublication(ctx, { ...at, id }), body]);
  expect(everything).not.toContain(SECRET);
  expect(JSON.stringify([shown, revisions])).not.toContain("sealed:v1:");
  expect(await tablesThatHold(SECRET)).toEqual([]);
  expect(await tablesThatHold("sealed:v1:")).toEqual(["Binding", "Revision"]);
});

/** Every table of the product with the text in any of its rows. */
async function tablesThatHold(text: string): Promise<string[]> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`;
  const found: string[] = [];
  for (const { name } of tables) {
    const [row] = await db.$queryRawUnsafe<{ n: bigint }[]>(
      `SELECT count(*) AS n FROM "${name}" t WHERE position($1 IN t::text) > 0`,
      text,
    );
    if (row && row.n > 0n) found.push(name);
  }
  return found.toSorted();
}
