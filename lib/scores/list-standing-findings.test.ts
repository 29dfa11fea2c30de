import { expect, it } from "vitest";
import { newId } from "#lib/ids";
import { makePublishable, testDatabase } from "#lib/testing";
import { listStandingFindings } from "./index.ts";

const database = await testDatabase();
const { db, ctx } = database;
const SIZE = 100;

function makeRule(kind: string, severity: "block" | "info") {
  const data = { id: newId("rule"), name: `Rule ${kind}`, kind, params: {}, scope: {}, severity };
  return db.governanceRule.create({ data: { ...data, createdByName: "Test" }, select: { id: true } });
}

it("lists all that stands, page by page, the gravest first", async () => {
  const { at, versionId } = await makePublishable(database);
  const environment = await db.environment.create({
    data: { id: newId("env"), slug: "production", name: "Production", position: 1 },
    select: { id: true },
  });
  const [grave, light] = [await makeRule("contact", "block"), await makeRule("fallback-present", "info")];
  const seen = { firstSeenAt: ctx().now, lastSeenAt: ctx().now };
  await db.standingFinding.createMany({
    data: Array.from({ length: 250 }, (_, n) => ({
      ...seen,
      versionId,
      environmentId: environment.id,
      path: [],
      ruleId: n === 249 ? grave.id : light.id,
      severity: n === 249 ? ("block" as const) : ("info" as const),
      digest: `d${n}`,
      message: `Finding ${String(n).padStart(3, "0")}`,
    })),
  });
  const pages = await Promise.all(
    [1, 2, 3].map((page) => listStandingFindings(ctx(), { slug: at.slug }, { page, size: SIZE })),
  );
  expect(pages.map(({ total, items }) => [total, items.length])).toEqual([
    [250, SIZE],
    [250, SIZE],
    [250, 50],
  ]);
  const messages = pages.flatMap(({ items }) => items.map(({ message }) => message));
  expect(messages[0]).toBe("Finding 249");
  expect(new Set(messages).size).toBe(250);
});
