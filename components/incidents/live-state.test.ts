import { describe, expect, it } from "vitest";
import type { LiveNode } from "#lib/telemetry/schema";
import { healthOf, servingNow, statesNow } from "./live-state.ts";

const node = (name: string, serving: string | null, state: "up" | "ejected" | "held" = "up"): LiveNode => ({
  node: name,
  connected: true,
  target: serving,
  reason: "",
  since: null,
  states: [{ id: "primary", kind: "http", state, since: "2026-01-01T00:00:00.000Z", reason: "" }],
});
const live = (...nodes: LiveNode[]) => ({
  targets: [{ id: "primary" }, { id: "backup" }],
  primary: "primary",
  nodes,
  incident: null,
});

describe("what answers now", () => {
  it("is the furthest target where gateways differ", () => {
    expect(servingNow(live(node("a", "primary"), node("b", "backup")))).toBe("backup");
    expect(servingNow(live())).toBeUndefined();
  });

  it("takes the worst state of a target", () => {
    const states = statesNow(
      live(node("a", "primary"), node("b", "backup", "ejected"), node("c", "backup", "held")),
    );
    expect(states["primary"]?.state).toBe("ejected");
  });

  it("leaves out gateways that are gone or have not said", () => {
    const gone = { ...node("a", "backup"), connected: false };
    expect(healthOf(live(gone, node("b", null)))).toBe("unknown");
    expect(healthOf(live(gone, node("b", "primary")))).toBe("healthy");
    const seen = { acknowledgedAt: null, acknowledgedBy: null };
    const since = "2026-01-01T00:00:00.000Z";
    const rescueAlert = { id: "rsa_1", primaryTarget: "primary", since, afterMinutes: 15, ...seen };
    expect(healthOf({ ...live(node("b", "primary")), rescueAlert })).toBe("degraded");
  });

  it("says fallback, and down when nothing answers", () => {
    expect(healthOf(live(node("a", "primary"), node("b", "backup")))).toBe("fallback");
    const behind = { ...live(node("a", "primary")), targets: [{ id: "maintenance" }, { id: "primary" }] };
    expect(healthOf(behind)).toBe("healthy");
    expect(healthOf(live(node("a", "")))).toBe("down");
    expect(healthOf(undefined)).toBe("unknown");
  });
});
