import { describe, expect, it } from "vitest";
import { resultOf } from "./result.ts";
import type { UnboundTarget } from "./schema.ts";
import { policyOf, serveScripted, type Script } from "./scripted-serve.ts";

const sorry: UnboundTarget = { id: "sorry", kind: "static", status: 503 };
const stale: UnboundTarget = {
  id: "stale",
  kind: "stale",
  maxStaleMs: 60_000,
  isolateBy: "public",
  maxEntryBytes: 1000,
};

describe("state", () => {
  it("passes over what is ejected or held", () => {
    for (const name of ["ejected", "held"] as const) {
      const served = serveScripted(policyOf(["a", "b"]), { states: { a: name } });
      expect(served.attempted).toEqual(["b"]);
      expect(served.decision.reason).toBe(name);
      expect(resultOf(served.decision)).toBe("away");
    }
  });

  it("ignores health where the trigger is off", () => {
    const policy = policyOf([{ id: "a", kind: "http", onFailure: { unhealthy: false } }, "b"]);
    expect(serveScripted(policy, { states: { a: "ejected" } }).attempted).toEqual(["a"]);
  });

  it("prefers a held target to nothing and to a local answer", () => {
    expect(serveScripted(policyOf(["a"]), { states: { a: "held" } }).attempted).toEqual(["a"]);
    expect(serveScripted(policyOf(["a", sorry]), { states: { a: "held" } }).attempted).toEqual(["a"]);
    const bothOut = serveScripted(policyOf(["a", "b", sorry]), {
      states: { a: "held" },
      replies: { b: "connect_refused" },
    });
    expect(bothOut.attempted).toEqual(["b", "a"]);
    const allOut = serveScripted(policyOf(["a", "b", sorry]), {
      states: { a: "held", b: "ejected" },
      replies: { a: 503 },
    });
    expect(allOut.attempted).toEqual(["a"]);
    expect(allOut.endId).toBe("sorry");
  });

  it("without a local target tries what is held, in chain order, before what is out", () => {
    const tried = (
      states: NonNullable<Script["states"]>,
      allUnavailable: "try_last" | "try_anyway" | "fail_fast" = "try_last",
      replies: NonNullable<Script["replies"]> = { a: 503, b: 503, c: 503 },
    ) => {
      const chain = ["a", "b", "c"].filter((id) => states[id]);
      return serveScripted(policyOf(chain, { allUnavailable }), { states, replies }).attempted;
    };
    for (const state of ["ejected", "open", "cooling"] as const) {
      expect(tried({ a: "held", b: state }, "try_last", {})).toEqual(["a"]);
      expect(tried({ a: state, b: "held" }, "try_anyway", {})).toEqual(["b"]);
      expect(tried({ a: "held", b: state })).toEqual(["a", "b"]);
      expect(tried({ a: "held", b: state }, "fail_fast")).toEqual(["a"]);
      expect(tried({ a: state, b: "held", c: "held" }, "try_anyway")).toEqual(["b", "c", "a"]);
      // The last network target was tried already, as held.
      expect(tried({ a: state, b: "held", c: "held" })).toEqual(["b", "c"]);
    }
    expect(tried({ a: "held", b: "held", c: "held" })).toEqual(["a", "b", "c"]);
    expect(tried({ a: "held", b: "held", c: "held" }, "fail_fast", { a: 503 })).toEqual(["a", "b"]);
  });

  it("keeps the hold-down where a later network target works", () => {
    expect(serveScripted(policyOf(["a", stale, "b"]), { states: { a: "held" } }).endId).toBe("stale");
    expect(
      serveScripted(policyOf(["a", stale, "b"]), { states: { a: "held" }, replies: { stale: "no_entry" } })
        .attempted,
    ).toEqual(["b"]);
  });

  it("does what allUnavailable says when every target is out", () => {
    const out = { states: { a: "ejected", b: "ejected" } } as const;
    const replies = { a: 503, b: 503 };
    expect(serveScripted(policyOf(["a", "b"]), { ...out, replies }).attempted).toEqual(["b"]);
    expect(
      serveScripted(policyOf(["a", "b"], { allUnavailable: "try_anyway" }), { ...out, replies }).attempted,
    ).toEqual(["a", "b"]);
    const failFast = serveScripted(policyOf(["a", "b"], { allUnavailable: "fail_fast" }), {
      ...out,
      replies,
    });
    expect(failFast.attempted).toEqual([]);
    expect(failFast.end).toEqual({ kind: "exhausted", relay: -1, status: 503 });
  });

  it("lets a local target answer before the last resort", () => {
    const served = serveScripted(policyOf(["a", sorry]), { states: { a: "ejected" } });
    expect(served.attempted).toEqual([]);
    expect(served.endId).toBe("sorry");
    expect(resultOf(served.decision)).toBe("failed");
    expect(
      serveScripted(policyOf(["a", stale]), { states: { a: "ejected" }, replies: { stale: "no_entry" } })
        .attempted,
    ).toEqual(["a"]);
  });
});
