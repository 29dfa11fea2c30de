import { expect, it } from "vitest";
import { canonicalJson, sha256Hex } from "#lib/ids";
import { makeUser, testDatabase } from "#lib/testing";
import { AuditList, exportAudit, listAudit, sealAudit } from "./index.ts";

const { db, ctx } = await testDatabase();
const SEALED = 1_201;

/** Entries as verbs leave them, more than one batch. */
async function fill(count: number): Promise<void> {
  const entry = { actorKind: "system", actorId: "test", actorName: "Test", action: "team.create" };
  await db.auditEntry.createMany({
    data: Array.from({ length: count }, (_, index) => ({
      ...entry,
      at: new Date(Date.UTC(2026, 0, 1) + index),
      objectKind: "team",
      objectId: index === 0 ? "first" : "other",
      after: { name: "line\nbreak" },
    })),
  });
}

async function exported(filter: Parameters<typeof exportAudit>[1] = {}) {
  const admin = await makeUser(db, { role: "governance" });
  let text = "";
  for await (const part of await exportAudit(ctx(admin), filter)) text += part;
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as { id: string; seal: { position: string; hash: string } | null });
}

it("exports every entry once, oldest first, with its seal, and only what a filter asks for", async () => {
  await fill(SEALED);
  expect(await sealAudit(ctx())).toBe(SEALED);
  await fill(1);
  const all = await exported();
  expect(all.map(({ id }) => Number(id))).toEqual(
    Array.from({ length: SEALED + 1 }, (_, index) => index + 1),
  );
  expect(all[SEALED - 1]?.seal).toMatchObject({ position: String(SEALED) });
  expect(all[SEALED]?.seal).toBeNull();
  let previous = "0".repeat(64);
  for (const { seal, ...entry } of all.slice(0, SEALED)) {
    previous = sha256Hex(`${previous}\n${canonicalJson(entry)}`);
    expect(seal?.hash).toBe(previous);
  }
  expect((await exported({ objectId: "first" })).map(({ id }) => id)).toEqual(["1", String(SEALED + 1)]);
  expect(await exported({ since: "2026-01-01T00:00:01.199Z" })).toHaveLength(2);
  expect(await exported({ actorId: "nobody" })).toEqual([]);
});

it("loses no entry of a search that very many names answer to", async () => {
  const names = Array.from({ length: 450 }, (_, i) => `crowd-${i}`);
  await db.team.createMany({ data: names.map((slug) => ({ id: `team_${slug}`, slug, name: slug })) });
  const entry = { actorKind: "system", actorId: "test", actorName: "Test", action: "team.create" };
  await db.auditEntry.createMany({
    data: names.map((slug) => ({ ...entry, at: new Date(), objectKind: "team", objectId: `team_${slug}` })),
  });
  expect(await exported({ q: "CROWD" })).toHaveLength(450);
  const governance = await makeUser(db, { role: "governance" });
  const seen: (string | null)[] = [];
  let cursor: string | undefined;
  do {
    const page = await listAudit(ctx(governance), AuditList.api.parse({ q: "crowd", size: 100, cursor }));
    seen.push(...page.items.map(({ objectName }) => objectName));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  expect(seen).toEqual(names.toReversed());
  expect(await exported({ q: "crowd_4%" })).toEqual([]);
});

it("is for administrators and governance", async () => {
  const member = await makeUser(db);
  await expect(exportAudit(ctx(member), {})).rejects.toMatchObject({ code: "forbidden" });
});
