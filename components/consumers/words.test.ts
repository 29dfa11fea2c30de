import { expect, test } from "vitest";
import type { AccessDelivery } from "#lib/consumers/schema";
import { deliverySentence } from "./words.ts";

const applied: AccessDelivery = {
  id: "change_1",
  state: "written",
  requestedAt: "2026-01-01T00:00:00.000Z",
  storeRevision: 7,
  writtenMs: 10,
  appliedMs: 20,
  applied: 2,
  rejected: 0,
  expected: 2,
  receipts: [],
  waiting: [],
  notConnected: [],
  error: null,
};

test.each([
  [{}, "Refused on 2/2 gateways."],
  [{ notConnected: ["gw-3"] }, "Refused on 2/2 gateways. Pending at gw-3: 1 gateway that is not connected."],
  [
    { notConnected: ["gw-3", "gw-4"] },
    "Refused on 2/2 gateways. Pending at gw-3, gw-4: 2 gateways that are not connected.",
  ],
  [{ applied: 1, waiting: ["gw-2"] }, "Applied by 1 of 2 gateways."],
  [{ applied: 0, expected: 0 }, "Written as revision 7; no gateway is connected."],
  [{ writtenMs: null, applied: 0 }, "On its way to the gateways."],
])("a change that has come so far: %j", (so, sentence) => {
  expect(deliverySentence({ ...applied, ...so }, "Refused")).toBe(sentence);
});
