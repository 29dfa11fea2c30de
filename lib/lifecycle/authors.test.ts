import { describe, expect, it } from "vitest";
import { authorsOf } from "./authors.ts";

const edits = [
  { userId: "early", at: 10n },
  { userId: "between", at: 20n },
  { userId: "late", at: 30n },
];

describe("the authors of what is submitted", () => {
  it.each<[string, (bigint | null)[], string[]]>([
    ["nothing is served yet", [null], ["submitter", "early", "between", "late"]],
    ["all of it is served", [40n], ["submitter"]],
    ["the draft was published after the first edit", [15n], ["submitter", "between", "late"]],
    ["the draft was published after the second edit", [25n], ["submitter", "late"]],
    ["one environment serves less than the other", [40n, 15n], ["submitter", "between", "late"]],
    ["one environment serves nothing", [40n, null], ["submitter", "early", "between", "late"]],
  ])("where %s", (_, servedAt, authors) => {
    expect(authorsOf("submitter", edits, servedAt)).toEqual(authors);
  });

  it("name the submitter once", () => {
    expect(authorsOf("late", edits, [25n])).toEqual(["late"]);
  });
});
