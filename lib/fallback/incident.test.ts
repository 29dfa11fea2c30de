import { describe, expect, it } from "vitest";
import { incidentStep, NO_INCIDENT, type IncidentEvent, type IncidentState } from "./incident.ts";

function play(events: IncidentEvent[], from: IncidentState = NO_INCIDENT) {
  const changes: string[] = [];
  let state = from;
  for (const event of events) {
    const step = incidentStep(state, event);
    state = step.state;
    if (step.change) changes.push(`${step.change} ${event.atMs}`);
  }
  return { state, changes };
}

const rescued = (atMs: number, error = "reset"): IncidentEvent => ({ kind: "rescued", error, atMs });
const tick = (atMs: number): IncidentEvent => ({ kind: "tick", atMs });
const serving = (offPrimary: boolean, atMs: number): IncidentEvent => ({
  kind: "serving",
  offPrimary,
  reason: "ejected",
  atMs,
});

describe("incidents", () => {
  it("opens at three rescued requests within ten seconds", () => {
    expect(play([rescued(0), rescued(5000), rescued(10_000)]).changes).toEqual([]);
    const { state, changes } = play([rescued(0, "reset"), rescued(5000), rescued(9999, "status 503")]);
    expect(changes).toEqual(["opened 9999"]);
    expect(state).toMatchObject({
      open: true,
      openedBy: "rescues",
      rescued: 3,
      failed: 0,
      firstError: "reset",
      lastError: "status 503",
    });
  });

  it("opens when traffic leaves its primary by state, and counts the rescues that led there", () => {
    const { state, changes } = play([rescued(1), rescued(2), serving(true, 3)]);
    expect(changes).toEqual(["opened 3"]);
    expect(state).toMatchObject({ openedBy: "state", rescued: 2, firstError: "reset" });
  });

  it("closes after a minute of full primary share", () => {
    const { state, changes } = play([
      serving(true, 0),
      tick(70_000),
      serving(false, 80_000),
      tick(139_999),
      tick(140_000),
    ]);
    expect(changes).toEqual(["opened 0", "closed 140000"]);
    expect(state.open).toBe(false);
  });

  it("starts the minute anew at each request the primary did not answer", () => {
    const { changes, state } = play([
      serving(true, 0),
      serving(false, 10),
      rescued(50_000),
      { kind: "failed", error: "x", atMs: 51_000 },
      { kind: "away", atMs: 52_000 },
      tick(111_999),
      tick(112_000),
    ]);
    expect(changes).toEqual(["opened 0", "closed 112000"]);
    expect(state).toMatchObject({ rescued: 1, failed: 1, lastError: "x" });
  });

  it("does not start the minute anew at what other targets do, nor at a publish", () => {
    const elsewhere = [20_000, 40_000, 69_000].map((atMs) => serving(false, atMs));
    const { changes } = play([serving(true, 0), serving(false, 10_000), ...elsewhere, tick(70_000)]);
    expect(changes).toEqual(["opened 0", "closed 70000"]);
  });

  it("opens anew with fresh counts", () => {
    const first = play([serving(true, 0), rescued(1), serving(false, 10), tick(60_010)]);
    const again = play([serving(true, 90_000)], first.state);
    expect(again.changes).toEqual(["opened 90000"]);
    expect(again.state).toMatchObject({ rescued: 0, firstError: "ejected" });
  });
});
