import { expect, it } from "vitest";
import { testDatabase } from "#lib/testing";
import { deliveryOf } from "./delivery.ts";

const { db } = await testDatabase();
const requestedAt = new Date("2026-03-01T12:00:00Z");
const after = (ms: number) => new Date(requestedAt.getTime() + ms);
const receipt = (elapsedMs: number) => ({
  node: `node-${elapsedMs}`,
  elapsedMs,
  rejected: false,
  reason: null,
});
const told = (writtenAt: Date | null, ...elapsed: number[]) =>
  deliveryOf(db, { environmentId: "env_none", requestedAt, writtenAt, receipts: elapsed.map(receipt) });

it("is written no later than the first gateway has it", async () => {
  expect(await told(after(241), 195, 230)).toMatchObject({ writtenMs: 195, appliedMs: 230 });
  expect(await told(after(40), 195)).toMatchObject({ writtenMs: 40, appliedMs: 195 });
  expect(await told(after(40))).toMatchObject({ writtenMs: 40, appliedMs: null });
  expect(await told(null)).toMatchObject({ writtenMs: null });
});
