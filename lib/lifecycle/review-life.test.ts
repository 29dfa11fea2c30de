import { describe, expect, it } from "vitest";
import {
  isApproved,
  missingApprovals,
  moveReview,
  possibleReviewMoves,
  REVIEW_KINDS,
  REVIEW_MOVES,
  REVIEW_STATES,
  type ApprovalBy,
  type ApprovalNeed,
  type ReviewStanding,
} from "./review-life.ts";

/** Everybody who could come along. Administrators are maintainers of every API and count as governance. */
const PEOPLE = {
  stranger: [],
  viewer: ["isInsider"],
  maintainer: ["isInsider", "isMaintainer"],
  governance: ["isInsider", "isGovernance"],
  admin: ["isInsider", "isMaintainer", "isGovernance"],
  submitter: ["isInsider", "isMaintainer", "isAuthor"],
  "editing admin": ["isInsider", "isMaintainer", "isGovernance", "isAuthor"],
} as const satisfies Record<string, readonly (keyof ReviewStanding)[]>;
type Person = keyof typeof PEOPLE;

const standingOf = (person: Person): ReviewStanding => {
  const is: readonly string[] = PEOPLE[person];
  const has = (what: string) => is.includes(what);
  return {
    isInsider: has("isInsider"),
    isMaintainer: has("isMaintainer"),
    isGovernance: has("isGovernance"),
    isAuthor: has("isAuthor"),
  };
};

const AUTHORS = ["maintainer", "admin", "submitter", "editing admin"];
const INSIDERS = ["viewer", "governance", ...AUTHORS];
/** Whose decision counts, by whose approval is needed. */
const REVIEWERS: Record<ApprovalBy, string[]> = {
  governance: ["governance", "admin"],
  team: ["maintainer", "admin"],
  either: ["governance", "maintainer", "admin"],
};

/** The whole life, written down a second time: "kind state move to who". */
const WAYS = [
  "before open resubmit open author",
  "before changes_requested resubmit open author",
  "before approved resubmit open author",
  "before open comment open insider",
  "before changes_requested comment changes_requested insider",
  "before approved comment approved insider",
  "before open request_changes changes_requested reviewer",
  "before approved request_changes changes_requested reviewer",
  "before open approve approved reviewer",
  "before open reject rejected reviewer",
  "before changes_requested reject rejected reviewer",
  "before approved reject rejected reviewer",
  "before open withdraw withdrawn author",
  "before changes_requested withdraw withdrawn author",
  "before approved withdraw withdrawn author",
  "before approved publish published author",
  "after open comment open insider",
  "after open approve approved reviewer",
  "after open reject rejected reviewer",
];

function wayOf(at: string, person: string, by: ApprovalBy): string | undefined {
  const way = WAYS.find((one) => one.startsWith(`${at} `));
  const [to, who] = way?.split(" ").slice(3) ?? [];
  const allowed = who === "author" ? AUTHORS : who === "insider" ? INSIDERS : REVIEWERS[by];
  return allowed.includes(person) ? to : undefined;
}

const need = (by: ApprovalBy, approvals = 1): ApprovalNeed => ({
  ruleId: `rule-${by}`,
  environment: "production",
  approvals,
  by,
});

const EVERY = REVIEW_KINDS.flatMap((kind) =>
  REVIEW_STATES.flatMap((state) =>
    REVIEW_MOVES.flatMap((move) =>
      (Object.keys(PEOPLE) as Person[]).flatMap((person) =>
        (["governance", "team", "either"] as const).map((by) => ({ kind, state, move, person, by })),
      ),
    ),
  ),
);

describe("a review's life", () => {
  it.each(EVERY)(
    "$kind, $state, approval by $by: $person may $move or not",
    ({ kind, state, move, person, by }) => {
      const review = { kind, state, needs: [need(by)] };
      const standing = standingOf(person);
      const moved = moveReview(review, move, standing);
      expect(moved.ok ? moved.to : undefined).toBe(wayOf(`${kind} ${state} ${move}`, person, by));
      expect(possibleReviewMoves(review, standing).includes(move)).toBe(moved.ok);
      expect(moved.ok ? "." : moved.reason).toMatch(/\.$/);
    },
  );

  it("lets either side decide where nothing is needed, and tells who may not from what cannot be", () => {
    const review = { kind: "before", state: "rejected", needs: [] } as const;
    const refused = (person: Person) => moveReview(review, "approve", standingOf(person));
    expect(refused("viewer")).toMatchObject({ code: "forbidden" });
    expect(refused("submitter")).toMatchObject({ code: "forbidden" });
    expect(refused("maintainer")).toMatchObject({ code: "conflict" });
    expect(moveReview({ ...review, state: "open" }, "approve", standingOf("governance")).ok).toBe(true);
  });
});

describe("the approvals that are needed", () => {
  const by = (userId: string, person: Person) => ({ userId, ...standingOf(person) });

  it("count for each rule by itself, and each person once", () => {
    const needs = [need("governance"), need("either", 2)];
    const one = [by("ann", "governance"), by("ann", "governance")];
    expect(missingApprovals(needs, one)).toEqual([need("either", 1)]);
    expect(isApproved(needs, [...one, by("bob", "maintainer")])).toBe(true);
    expect(isApproved(needs, [by("bob", "maintainer"), by("eve", "maintainer")])).toBe(false);
  });

  it("are none where no rule asks for any", () => expect(isApproved([], [])).toBe(true));
});
