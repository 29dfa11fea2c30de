import { expect, test } from "vitest";
import { groupMemberships, type GroupRule, type Held } from "./group-memberships.ts";

const RULES: GroupRule[] = [
  { group: "devs", team: "payments", role: "viewer" },
  { group: "leads", team: "payments", role: "owner" },
  { group: "devs", team: "search", role: "maintainer" },
];
const given = (groups: string[], held: Held[] = [], isExact = false) =>
  groupMemberships(RULES, groups, { held, isExact });
const hand = (team: string, role: Held["role"]): Held => ({ team, role, fromGroup: false });
const group = (team: string, role: Held["role"]): Held => ({ team, role, fromGroup: true });

test("each rule that holds gives its role, the highest counts", () => {
  expect(given(["devs", "leads", "other"])).toEqual({
    set: [
      { team: "payments", role: "owner" },
      { team: "search", role: "maintainer" },
    ],
    remove: [],
  });
});

test("nothing changes where it is so already", () => {
  const held = [group("payments", "viewer"), group("search", "maintainer")];
  expect(given(["devs"], held)).toEqual({ set: [], remove: [] });
});

test("what a group gave and gives no longer is lowered or removed", () => {
  expect(given(["devs"], [group("payments", "owner"), group("search", "maintainer")])).toEqual({
    set: [{ team: "payments", role: "viewer" }],
    remove: [],
  });
  expect(given([], [group("payments", "owner")])).toEqual({ set: [], remove: ["payments"] });
});

test("what was made by hand stays, also where a group gives less or more", () => {
  const held = [hand("payments", "maintainer"), hand("other", "owner")];
  expect(given(["leads"], held)).toEqual({ set: [], remove: [] });
});

test("unless the groups alone count", () => {
  const held = [hand("payments", "maintainer"), hand("other", "owner")];
  expect(given(["leads"], held, true)).toEqual({
    set: [{ team: "payments", role: "owner" }],
    remove: ["other"],
  });
});
