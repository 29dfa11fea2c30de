import { expect, it } from "vitest";
import { getDraft, readOtherApis } from "#lib/catalogue";
import { newId } from "#lib/ids";
import { compileDeployment, listChains, markWritten, publish, readPending } from "#lib/publishing";
import { makePublishable, testDatabase } from "#lib/testing";
import { getLive, ingestBatch } from "./index.ts";
import { batch, gateway, slug } from "./test-reports.ts";

const database = await testDatabase();
const { db, ctx } = database;
const { id: environmentId } = await db.environment.create({
  data: { id: newId("env"), slug, name: "Production", position: 1 },
  select: { id: true },
});
const version = await makePublishable(database, {
  apiVersion: "fallback/v1",
  id: "p",
  chain: [
    { id: "primary", kind: "http" },
    { id: "dr", kind: "http" },
  ],
});
const where = { versionId: version.versionId, environmentId };

/** Publishes the draft with `dr` at this host, and writes it. What is told of `dr` from then on carries the result. */
async function moveTo(host: string): Promise<string | undefined> {
  const at = (name: string) => ({ endpoints: [{ url: `https://${name}.example` }] });
  const targets = { primary: at("primary"), dr: at(host) };
  await db.binding.deleteMany({ where });
  await db.binding.create({ data: { ...where, targets } });
  const note = { action: "publish", environment: slug, note: "", draftEtag: 1 } as const;
  const { id } = await publish(version.ctx, version.at, note);
  const pending = (await readPending(db, environmentId, 10)).find((one) => one.publicationId === id);
  const others = await readOtherApis(db, { id: environmentId, slug }, []);
  const compiled = pending && compileDeployment(pending, others, "https://portal.test");
  if (!compiled?.ok) throw new Error("it should compile");
  const { document } = compiled;
  await markWritten(ctx(), {
    environmentId,
    storeRevision: 1,
    documents: [document],
    compiledAgoMs: 0,
    writtenAgoMs: 0,
  });
  return document.chain?.[1]?.addresses;
}

const start = Date.now();
const answer = (minutesAgo: number, addresses?: string) =>
  ingestBatch(
    ctx(gateway("gw-1")),
    batch("gw-1", {
      attempts: [
        {
          versionId: where.versionId,
          minute: new Date(start - minutesAgo * 60_000).toISOString(),
          target: "dr",
          ...(addresses === undefined ? {} : { addresses }),
          outcome: "answered",
          attempts: 1,
        },
      ],
    }),
  );

/** When `dr` last answered, by its card, and whether the editor warns that it never did. */
async function seen(): Promise<{ isExercised: boolean; at: string | null | undefined }> {
  const { targets } = await getLive(version.ctx, version.at, { environment: slug });
  const { findings } = await getDraft(version.ctx, version.at);
  const at = targets.find(({ id }) => id === "dr")?.exercisedAt;
  const isExercised = !findings.some(({ code, path }) => code === "never-exercised" && path[1] === 1);
  return { isExercised, at };
}

it("is of the address where a target answered: at another one it never did", async () => {
  const old = await moveTo("old");
  expect(await seen()).toEqual({ isExercised: false, at: null });
  await answer(60, old);
  const before = await seen();
  expect(before).toEqual({ isExercised: true, at: expect.any(String) });

  const present = await moveTo("new");
  expect(await seen()).toEqual({ isExercised: false, at: null });
  // A gateway that has not heard of the move yet.
  await answer(30, old);
  expect(await seen()).toEqual({ isExercised: false, at: null });
  await answer(20, present);
  expect((await seen()).isExercised).toBe(true);

  await moveTo("third");
  expect((await seen()).isExercised).toBe(false);
  // One of a gateway that does not say where.
  await answer(10);
  expect((await seen()).isExercised).toBe(true);

  await moveTo("old");
  const { at } = await seen();
  expect(Date.parse(at ?? "") - Date.parse(before.at ?? "")).toBe(30 * 60_000);
});

it("shows nobody the digests of addresses, which could be guessed", async () => {
  const chains = await listChains(version.ctx, version.at);
  expect(chains[0]?.targets).toEqual([
    { id: "primary", kind: "http" },
    { id: "dr", kind: "http" },
  ]);
  const live = await getLive(version.ctx, version.at, { environment: slug });
  expect(JSON.stringify(live)).not.toContain("addresses");
});
