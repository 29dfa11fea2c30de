import { describe, expect, it } from "vitest";
import { simulate, type Behaviour } from "#lib/fallback";
import type { UnboundPolicy } from "#lib/fallback/schema";
import { sentenceOf, walkLanes, walkMarks } from "./walk.ts";

const policy: UnboundPolicy = {
  apiVersion: "fallback/v1",
  id: "orders",
  chain: [
    { id: "a", kind: "http" },
    { id: "b", kind: "http", when: { methods: ["POST"] } },
    { id: "c", kind: "http" },
    { id: "sorry", kind: "static", status: 503 },
  ],
};
const ids = policy.chain.map((target) => target.id);
const run = (behaviours: Record<string, Behaviour>) =>
  simulate({ policy, behaviours, request: { method: "GET", bodyBytes: 0, headers: {} } });

describe("the walk of a request", () => {
  it("is a line per target, with what took how long", () => {
    const lanes = walkLanes(run({ a: { kind: "hangs" } }), ids);
    expect(lanes).toEqual([
      {
        id: "a",
        stretches: [{ fromMs: 0, toMs: 4000, tone: "danger", text: "no answer in time after 4 s" }],
      },
      {
        id: "b",
        stretches: [{ fromMs: 4000, toMs: 4000, tone: "neutral", text: "does not take this request" }],
      },
      {
        id: "c",
        stretches: [{ fromMs: 4000, toMs: 4010, tone: "fallback", text: "status 200 after 10 ms" }],
      },
      { id: "sorry", stretches: [] },
    ]);
  });

  it("tells an answer of the primary from one of a fallback, and both from a failure", () => {
    expect(walkMarks(walkLanes(run({}), ids), ids)).toMatchObject({
      a: { tone: "ok", text: "status 200 after 10 ms" },
      c: { tone: "outline", text: "not asked" },
    });
    const dead = walkMarks(walkLanes(run({ a: { kind: "refused" }, c: { kind: "refused" } }), ids), ids);
    expect(dead["sorry"]).toEqual({ tone: "danger", text: "answers 503" });
  });

  it("is told on the card of another API by the last of its targets that it came to", () => {
    const stretch = (toMs: number, text: string) => ({ fromMs: 0, toMs, tone: "danger" as const, text });
    const lanes = [
      { id: "inventory/a", stretches: [stretch(1, "refused")] },
      { id: "inventory/b", stretches: [stretch(2, "reset")] },
      { id: "inventory/c", stretches: [] },
      { id: "inventory-2", stretches: [stretch(3, "full")] },
    ];
    expect(walkMarks(lanes, ["inventory", "other"])).toEqual({
      inventory: { tone: "danger", text: "b: reset" },
      other: { tone: "outline", text: "not asked" },
    });
  });

  it("can be told in words", () => {
    expect(run({ a: { kind: "refused" } }).trace.map(sentenceOf)).toEqual([
      "a is asked (attempt 1).",
      "a fails: refused.",
      "b is passed over: does not take this request.",
      "c is asked (attempt 2).",
      "c answers: status 200.",
    ]);
  });
});
