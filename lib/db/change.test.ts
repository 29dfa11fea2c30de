import { describe, expect, test } from "vitest";
import { makeTeam, testDatabase } from "#lib/testing";
import { change, type Tx } from "./index.ts";

const database = await testDatabase();
const { db, ctx } = database;

const byUpdate = (tx: Tx, id: string, name: string) =>
  tx.team.update({ where: { id }, data: { name }, select: { id: true } });
const byStatement = (tx: Tx, id: string, name: string) =>
  tx.$executeRaw`UPDATE "Team" SET "name" = ${name} WHERE "id" = ${id}`;

describe("two changes that wait for each other", () => {
  test.each([
    ["by the client", byUpdate],
    ["by statements of our own", byStatement],
  ])("are both done, one after the other, each once: %s", async (_how, write) => {
    const [one, other] = [await makeTeam(db), await makeTeam(db)];
    const held = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let runs = 0;
    const rename = (by: string, [first, second]: [string, string], [mine, theirs]: [number, number]) =>
      change(ctx(), { action: "team.update", kind: "team", id: first }, async (tx) => {
        runs++;
        await write(tx, first, `${by} ${first}`);
        held[mine]?.resolve();
        await held[theirs]?.promise;
        await write(tx, second, `${by} ${second}`);
        return { result: by };
      });
    const done = await Promise.all([
      rename("a", [one.id, other.id], [0, 1]),
      rename("b", [other.id, one.id], [1, 0]),
    ]);
    expect(done).toEqual(["a", "b"]);
    expect(runs).toBeGreaterThan(2);
    const teams = await db.team.findMany({
      where: { id: { in: [one.id, other.id] } },
      select: { name: true },
    });
    expect(new Set(teams.map(({ name }) => name.slice(0, 1))).size).toBe(1);
    const entries = { where: { action: "team.update", objectId: { in: [one.id, other.id] } } };
    expect(await db.auditEntry.count(entries)).toBe(2);
  });
});
