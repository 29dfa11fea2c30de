import { describe, expect, it } from "vitest";
import type { PublicationDto } from "#lib/publishing/schema";
import { publicationSentence, stepsOf } from "./steps.ts";

const saved: PublicationDto = {
  id: "pub_1",
  action: "publish",
  state: "saved",
  environment: "production",
  revision: 4,
  storeRevision: null,
  cause: "",
  road: "draft",
  promotedFrom: [],
  grounds: "not_required",
  reviewId: null,
  reviewNumber: null,
  approvedBy: [],
  waivers: [],
  rollsBackTo: null,
  note: "",
  requestedAt: "2026-01-01T00:00:00.000Z",
  requestedBy: "Ada",
  applied: 0,
  rejected: 0,
  compiledMs: null,
  writtenMs: null,
  appliedMs: null,
  expected: 2,
  receipts: [],
  waiting: ["gw-1", "gw-2"],
  notConnected: [],
  error: null,
  attempts: 0,
  nextAttemptAt: null,
};
const receipt = (node: string, rejected = false) => ({
  node,
  elapsedMs: 38,
  rejected,
  reason: null,
  joinedLater: false,
});
const written: PublicationDto = {
  ...saved,
  state: "written",
  compiledMs: 3,
  writtenMs: 9,
  storeRevision: 42,
};
const states = (publication: PublicationDto) => stepsOf(publication).map((step) => step.state);

describe("the steps of a publication", () => {
  it("does not run ahead of what is acknowledged", () => {
    expect(states(saved)).toEqual(["done", "doing", "waiting", "waiting"]);
    expect(states(written)).toEqual(["done", "done", "done", "doing"]);
  });

  it("counts the gateways", () => {
    const half = { ...written, receipts: [receipt("gw-1")], applied: 1, waiting: ["gw-2"] };
    expect(stepsOf(half)[3]).toMatchObject({ state: "doing", detail: "1/2" });
    expect(publicationSentence(half)).toBe("Applied by 1 of 2 gateways in production.");
    const all = {
      ...half,
      receipts: [receipt("gw-1"), receipt("gw-2")],
      applied: 2,
      waiting: [],
      appliedMs: 38,
    };
    expect(stepsOf(all)[3]).toEqual({ name: "applied", state: "done", detail: "2/2", time: "38 ms" });
    expect(publicationSentence(all)).toBe("Live on 2/2 gateways in production, revision 42.");
  });

  it("says where it stopped", () => {
    const failed: PublicationDto = { ...saved, state: "failed", error: "the store does not answer" };
    expect(states(failed)).toEqual(["done", "failed", "waiting", "waiting"]);
    const refused = { ...written, rejected: 1, receipts: [receipt("gw-1", true)] };
    expect(states(refused)).toEqual(["done", "done", "done", "failed"]);
    expect(publicationSentence(refused)).toContain("Refused by 1 of 2");
  });

  it("does not call it live where no gateway is connected", () => {
    expect(publicationSentence({ ...written, expected: 0, waiting: [] })).toContain(
      "no gateway is connected",
    );
  });
});
