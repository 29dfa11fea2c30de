import { describe, expect, it } from "vitest";
import type { Live } from "#lib/telemetry/schema";
import { cardsLive, liveSentence } from "./card-live.ts";

const minute = (at: string, target: string, requests: number) => ({
  minute: at,
  target,
  requests,
  rescued: 0,
  failed: 0,
});

const live: Live = {
  environment: "production",
  published: { revision: 7, storeRevision: 9, publicationId: "p" },
  targets: [
    { id: "primary", kind: "http", requests: 30, p50Ms: 4, p95Ms: 9 },
    { id: "backup", kind: "http", requests: 0, p50Ms: null, p95Ms: null },
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
  traffic: [
    minute("2026-01-01T00:02:00.000Z", "primary", 10),
    minute("2026-01-01T00:01:00.000Z", "primary", 20),
    minute("2026-01-01T00:03:00.000Z", "backup", 0),
  ],
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
    expect(cards["backup"]).toMatchObject({ serving: true, status: undefined, exercisedAt: undefined });
    expect(cardsLive(undefined)).toEqual({});
  });

  it("says what it is taken from", () => {
    expect(liveSentence(live, "production")).toBe("Live from 1 gateway in production, revision 7.");
    expect(liveSentence({ ...live, nodes: [] }, "production")).toContain("No gateway is connected");
    expect(liveSentence({ ...live, published: null }, "sandbox")).toContain("Not published in sandbox");
    expect(liveSentence(undefined, "production")).toBeUndefined();
  });
});
