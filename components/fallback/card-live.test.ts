import { describe, expect, it } from "vitest";
import type { Live } from "#lib/telemetry/schema";
import { cardsLive, liveSentence } from "./card-live.ts";

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
};

describe("what a card says of the present", () => {
  it("is its state, who answers, its latency and when it last answered", () => {
    const cards = cardsLive(live);
    expect(cards["primary"]).toMatchObject({
      status: { state: "ejected" },
      serving: false,
      p95Ms: 9,
      exercisedAt: "2026-01-01T00:02:00.000Z",
    });
    expect(cards["backup"]).toMatchObject({
      serving: true,
      status: undefined,
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

  it("says what it is taken from", () => {
    expect(liveSentence(live, "production")).toBe("Live from 1 gateway in production, revision 7.");
    expect(liveSentence({ ...live, nodes: [] }, "production")).toContain("No gateway is connected");
    expect(liveSentence({ ...live, published: null }, "sandbox")).toContain("Not published in sandbox");
    expect(liveSentence(undefined, "production")).toBeUndefined();
  });
});
