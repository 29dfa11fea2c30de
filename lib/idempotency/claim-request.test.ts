import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { change } from "#lib/db";
import { makeTeam, testDatabase } from "#lib/testing";
import { claimRequest, type Claim } from "./index.ts";

const { db, ctx } = await testDatabase();
const sealingKey = randomBytes(32);
const NOW = new Date("2030-01-01T12:00:00Z");
const later = (ms: number) => new Date(NOW.getTime() + ms);
let last = 0;
const freshKey = () => `key-${(last += 1)}`;

const asked = (key: string, over: Partial<Parameters<typeof claimRequest>[0]> = {}) =>
  claimRequest({ db, now: NOW, sender: "usr_1", key, request: "POST /teams\n{}", sealingKey, ...over });

async function claimed(key: string, over = {}): Promise<Claim> {
  const found = await asked(key, over);
  if (!("keep" in found)) throw new Error("it was answered before");
  return found;
}

/** Renames a team as a verb does, keeping `answer` in the same transaction. */
async function rename(claim: Claim, { teamId, name }: { teamId: string; name: string }): Promise<void> {
  const within = {
    after: (tx: Parameters<Claim["keep"]>[0]) => claim.keep(tx, { status: 201, answer: name }),
  };
  await change({ ...ctx(), within }, { action: "team.update", kind: "team", id: teamId }, async (tx) => {
    await tx.team.update({ where: { id: teamId }, data: { name } });
    return { result: undefined };
  });
}

test("the answer is given again, to whoever sends the same", async () => {
  const key = freshKey();
  const team = await makeTeam(db);
  await rename(await claimed(key), { teamId: team.id, name: "First" });
  expect(await asked(key)).toEqual({ status: 201, answer: "First" });
  await expect(asked(key, { request: "POST /teams\n{a}" })).rejects.toMatchObject({ code: "unprocessable" });
  expect(await asked(key, { sender: "usr_2" })).toHaveProperty("keep");
});

test("of many at once one works, the others are told to wait", async () => {
  const key = freshKey();
  const found = await Promise.allSettled(Array.from({ length: 8 }, () => asked(key)));
  const refusals = found.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
  expect(refusals).toHaveLength(7);
  expect(refusals).toEqual(refusals.map(() => expect.objectContaining({ code: "conflict" })));
});

test("what failed leaves the key free", async () => {
  const key = freshKey();
  await (await claimed(key)).release();
  expect(await asked(key, { request: "POST /teams\n{corrected}" })).toHaveProperty("keep");
});

test("a process that died before its change is followed by the next attempt", async () => {
  const key = freshKey();
  await claimed(key);
  await expect(asked(key, { now: later(59_000) })).rejects.toMatchObject({ code: "conflict" });
  const team = await makeTeam(db);
  await rename(await claimed(key, { now: later(61_000) }), { teamId: team.id, name: "Second" });
  expect(await asked(key, { now: later(62_000) })).toEqual({ status: 201, answer: "Second" });
});

test("one that was only slow cannot change anything after another has taken over", async () => {
  const key = freshKey();
  const team = await makeTeam(db);
  const slow = await claimed(key);
  const next = await claimed(key, { now: later(61_000) });
  await expect(rename(slow, { teamId: team.id, name: "Slow" })).rejects.toMatchObject({ code: "conflict" });
  expect(await db.team.findUnique({ where: { id: team.id }, select: { name: true } })).toEqual({
    name: team.slug,
  });
  await rename(next, { teamId: team.id, name: "Next" });
  await slow.release();
  expect(await asked(key)).toEqual({ status: 201, answer: "Next" });
});

test("a process that died after its change has left its answer", async () => {
  const key = freshKey();
  const team = await makeTeam(db);
  const claim = await claimed(key);
  await rename(claim, { teamId: team.id, name: "Kept" });
  await claim.release();
  expect(await asked(key)).toEqual({ status: 201, answer: "Kept" });
  await claim.finish({ status: 201, answer: "More" });
  expect(await asked(key)).toEqual({ status: 201, answer: "More" });
});

test("answers are kept for a day, and can be read with their key only", async () => {
  const key = freshKey();
  const claim = await claimed(key);
  await claim.finish({ status: 201, answer: '{"secret":"ust_shown-once"}' });
  const rows = await db.idempotentRequest.findMany();
  expect(JSON.stringify(rows)).not.toContain("shown-once");
  expect(JSON.stringify(rows)).not.toContain(`"${key}"`);
  await expect(asked(key, { sealingKey: randomBytes(32) })).rejects.toMatchObject({ code: "conflict" });
  expect(await asked(key, { now: later(86_399_000) })).toHaveProperty("answer");
  expect(await asked(key, { now: later(86_401_000) })).toHaveProperty("keep");
});
