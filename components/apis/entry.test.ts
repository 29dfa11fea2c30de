import { describe, expect, it } from "vitest";
import { changesIn, contestedIn, typedSince, without, type Entry } from "./entry.ts";

const seen: Entry = {
  name: "Orders",
  summary: "",
  tier: 2,
  visibility: "public",
  domain: "",
  tags: ["sea"],
  grantedTeams: [],
  fallbackAlertMinutes: null,
};

describe("a catalogue entry that two people change", () => {
  it("is sent where something else is typed than is saved", () => {
    expect(changesIn({ name: "Orders", tags: ["sea"], tier: 1 }, seen)).toEqual({ tier: 1 });
  });

  it("is contested where both changed the same field, and nowhere else", () => {
    const typed = { name: "Mine", tier: 1 };
    expect(contestedIn(typed, { seen, saved: { ...seen, summary: "Theirs" } })).toEqual({});
    const saved = { ...seen, name: "Theirs" };
    expect(contestedIn(typed, { seen, saved })).toEqual({ name: "Mine" });
    expect(without(typed, { name: "Mine" })).toEqual({ tier: 1 });
  });

  it("keeps what is typed while a save is under way", () => {
    expect(typedSince({ name: "Mine" }, { name: "Mine", tier: 1 })).toEqual({ tier: 1 });
    expect(typedSince({ name: "Mine" }, { name: "Mine again" })).toEqual({ name: "Mine again" });
  });

  it("is not contested where both wrote the same", () => {
    expect(contestedIn({ name: "Same" }, { seen, saved: { ...seen, name: "Same" } })).toEqual({});
  });
});
