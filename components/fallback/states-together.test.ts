import { describe, expect, it } from "vitest";
import type { TargetStatus } from "#lib/telemetry/schema";
import { statesTogether } from "./states-together.ts";

const states = (...given: TargetStatus["state"][]): TargetStatus[] =>
  given.map((state, index) => ({ id: `inventory/${index}`, kind: "http", state, since: "", reason: "" }));

describe("the states of several targets, on one card", () => {
  it("are one word where they agree", () => {
    expect(statesTogether(states("up", "up"))).toEqual({
      text: "Up",
      tone: "ok",
      title: "inventory/0: up\ninventory/1: up",
    });
    expect(statesTogether([])).toBeUndefined();
  });

  it("are counted where they differ", () => {
    expect(statesTogether(states("open", "up", "open"))).toMatchObject({
      text: "2 circuit open, 1 up",
      tone: "warn",
    });
    expect(statesTogether(states("open", "ejected"))).toMatchObject({ tone: "danger" });
  });
});
