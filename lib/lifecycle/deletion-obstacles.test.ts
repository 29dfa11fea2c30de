import { describe, expect, it } from "vitest";
import { obstaclesToDeletion, type DeletionFacts } from "./deletion-obstacles.ts";
import { STAGES } from "./life.ts";

const nobody = { seen: [], hidden: 0 };
const free: DeletionFacts = {
  stage: "design",
  siblings: 1,
  openReviews: [],
  subscribers: 0,
  chains: nobody,
  predecessors: nobody,
};

describe("what stands in the way of a deletion", () => {
  it("is nothing where it was never published and nobody counts on it", () => {
    expect(obstaclesToDeletion(free)).toEqual([]);
  });

  it.each(STAGES.filter((stage) => stage !== "design"))("is that it is %s", (stage) => {
    const found = obstaclesToDeletion({ ...free, stage });
    expect(found.map(({ code }) => code)).toEqual(["was_published"]);
  });

  it("is all named at once, hidden ones as a number", () => {
    const found = obstaclesToDeletion({
      stage: "design",
      siblings: 0,
      openReviews: [3],
      subscribers: 2,
      chains: { seen: [{ api: "orders", version: "v2" }], hidden: 1 },
      predecessors: { seen: [{ api: "shop", version: "v1" }], hidden: 0 },
    });
    expect(found.map(({ code }) => code)).toEqual([
      "only_version",
      "open_review",
      "subscribed",
      "in_a_chain",
      "successor",
    ]);
    expect(found.map(({ message }) => message)).toEqual([
      expect.stringContaining("only version"),
      expect.stringContaining("Review 3"),
      expect.stringContaining("2 applications"),
      expect.stringContaining("orders v2, 1 more"),
      expect.stringContaining("shop v1"),
    ]);
  });
});
