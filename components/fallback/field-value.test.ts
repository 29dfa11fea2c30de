import { describe, expect, it } from "vitest";
import { sectionsOf } from "./target-fields.ts";
import { valueAt, withFieldSet, withValueAt } from "./field-value.ts";

describe("setting a field by its path", () => {
  it("makes what is missing on the way and leaves nothing empty behind", () => {
    const one = withValueAt({ id: "a" }, "health.passive.failures", 5);
    expect(one).toEqual({ id: "a", health: { passive: { failures: 5 } } });
    expect(valueAt(one, "health.passive.failures")).toBe(5);
    expect(withValueAt(one, "health.passive.failures", undefined)).toEqual({ id: "a" });
  });

  it("keeps the neighbours", () => {
    const both = withValueAt({ timeouts: { connectMs: 1, idleMs: 2 } }, "timeouts.connectMs", undefined);
    expect(both).toEqual({ timeouts: { idleMs: 2 } });
  });

  it("fills what a whole needs, and drops a whole that says nothing", () => {
    const jitter = withValueAt({}, "attempts.backoff.jitter", "none");
    expect(jitter).toEqual({ attempts: { max: 1, backoff: { baseMs: 50, maxMs: 1000, jitter: "none" } } });
    expect(withValueAt(jitter, "attempts.backoff.jitter", undefined)).toEqual({});
    const three = withValueAt(jitter, "attempts.max", 3);
    expect(withValueAt(three, "attempts.backoff.jitter", "full")).toEqual({ attempts: { max: 3 } });
    expect(
      withValueAt({ whenExhausted: { respond: "synthetic" } }, "whenExhausted.respond", undefined),
    ).toEqual({});
  });

  it("keeps an empty list: none is not the default", () => {
    expect(withValueAt({}, "triggers.status", [])).toEqual({ triggers: { status: [] } });
  });

  it("finds nothing below what is no object", () => {
    expect(valueAt({ a: [1] }, "a.0")).toBeUndefined();
    expect(valueAt(undefined, "a")).toBeUndefined();
  });

  it("takes along what is shown only under a condition", () => {
    const fields = sectionsOf("http").flatMap((section) => section.fields);
    const probed = { health: { active: { type: "http", path: "/up", expect: [200], intervalMs: 500 } } };
    expect(withFieldSet(probed, fields, { path: "health.active.type", value: "tcp" })).toEqual({
      health: { active: { type: "tcp", intervalMs: 500 } },
    });
    const host = { host: { mode: "set", value: "a.example" } };
    expect(withFieldSet(host, fields, { path: "host.mode", value: "pass" })).toEqual({
      host: { mode: "pass" },
    });
  });
});
