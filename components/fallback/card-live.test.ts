import { describe, expect, it } from "vitest";
import type { Live, TargetStatus } from "#lib/telemetry/schema";
import { cardOf, cardsLive, liveSentence } from "./card-live.ts";

const traffic = {
  rescued: 0,
  addedP50Ms: null,
  addedP99Ms: null,
  attempts: 0,
  wasted: 0,
  failures: [],
  lastMinute: 0,
};

const live: Live = {
  environment: "production",
  published: { revision: 7, storeRevision: 9, publicationId: "p" },
  failback: "auto",
  primary: "primary",
  control: { etag: 1, pin: null, latest: null },
  mayOrder: false,
  alertAfterMinutes: 5,
  requestsPerSecond: 0,
  targets: [
    {
      ...traffic,
      id: "primary",
      kind: "http",
      requests: 30,
      p50Ms: 4,
      p95Ms: 9,
      exercisedAt: "2026-01-01T00:02:00.000Z",
    },
    { ...traffic, id: "backup", kind: "http", requests: 0, p50Ms: null, p95Ms: null, exercisedAt: null },
  ],
  nodes: [
    {
      node: "a",
      connected: true,
      target: "backup",
      reason: "ejected",
      since: null,
      states: [
        {
          id: "primary",
          kind: "http",
          state: "ejected",
          since: "2026-01-01T00:00:00.000Z",
          reason: "refused",
        },
      ],
    },
  ],
  traffic: [],
  requests: 30,
  p50Ms: 4,
  p95Ms: 9,
  incident: null,
  rescueAlert: null,
};

describe("what a card says of the present", () => {
  it("is its state, who answers, its latency and when it last answered", () => {
    const cards = cardsLive(live);
    expect(cards["primary"]).toMatchObject({
      states: [{ state: "ejected" }],
      serving: false,
      p95Ms: 9,
      exercisedAt: "2026-01-01T00:02:00.000Z",
    });
    expect(cards["backup"]).toMatchObject({
      serving: true,
      fromFallback: true,
      states: [],
      exercisedAt: null,
      pinned: false,
    });
    expect(cardsLive(undefined)).toEqual({});
  });

  it("names the target that somebody pinned", () => {
    const pin = {
      target: "backup",
      reason: "",
      by: "Ada",
      at: "",
      until: null,
      orderId: "o",
      isWritten: true,
    };
    expect(cardsLive({ ...live, control: { ...live.control, pin } })["backup"]?.pinned).toBe(true);
  });

  describe("of a target that is another API", () => {
    const status = (id: string, state: TargetStatus["state"]): TargetStatus => ({
      id,
      kind: "http",
      state,
      since: "2026-01-01T00:00:00.000Z",
      reason: "",
    });
    const [first, second] = live.targets;
    const [node] = live.nodes;
    if (!first || !second || !node) throw new Error("two targets, one gateway");
    const inner: Live = {
      ...live,
      targets: [
        { ...first, id: "inventory/a" },
        { ...second, id: "inventory/b", p95Ms: 40, exercisedAt: "2026-01-01T00:05:00.000Z" },
        { ...second, id: "inventory-2" },
      ],
      nodes: [
        {
          ...node,
          target: "inventory/b",
          states: [status("inventory/a", "open"), status("inventory/b", "up"), status("inventory-2", "up")],
        },
      ],
    };
    const inventory = { id: "inventory", kind: "api" } as const;

    it("is what its targets are together, in its place", () => {
      expect(cardOf(inventory, cardsLive(inner))).toEqual({
        states: [status("inventory/a", "open"), status("inventory/b", "up")],
        serving: true,
        fromFallback: true,
        p95Ms: 40,
        isHighest: true,
        exercisedAt: "2026-01-01T00:05:00.000Z",
        pinned: false,
      });
    });

    it("is at home while its first target answers as the first of all", () => {
      const nodes = [{ ...node, target: "inventory/a", states: [] }];
      expect(cardOf(inventory, cardsLive({ ...inner, nodes }))).toMatchObject({
        serving: true,
        fromFallback: false,
      });
    });

    it("knows a pinned target, and one latency is no bound", () => {
      const pin = {
        target: "inventory/a",
        reason: "",
        by: "",
        at: "",
        until: null,
        orderId: "o",
        isWritten: true,
      };
      const targets = inner.targets.map((target) => ({
        ...target,
        p95Ms: target.id === "inventory/a" ? 9 : null,
      }));
      const cards = cardsLive({ ...inner, targets, control: { ...inner.control, pin } });
      expect(cardOf(inventory, cards)).toMatchObject({ pinned: true, p95Ms: 9, isHighest: false });
    });

    it("is nothing while none of its targets is published", () => {
      expect(cardOf({ id: "invent", kind: "api" }, cardsLive(inner))).toBeUndefined();
      expect(cardOf({ id: "inventory", kind: "http" }, cardsLive(inner))).toBeUndefined();
      expect(cardOf({ id: "primary", kind: "api" }, cardsLive(live))).toBeUndefined();
    });
  });

  it("says what it is taken from", () => {
    expect(liveSentence(live, "production")).toBe("Live from 1 gateway in production, revision 7.");
    expect(liveSentence({ ...live, nodes: [] }, "production")).toContain("No gateway is connected");
    expect(liveSentence({ ...live, published: null }, "sandbox")).toContain("Not published in sandbox");
    expect(liveSentence(undefined, "production")).toBeUndefined();
  });
});
