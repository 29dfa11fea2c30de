import { z } from "zod";
import { define, type Audience } from "./define.ts";

const text = z.string().max(2_000);

/** A review, for those whom it concerns. */
const ReviewFacts = z.object({
  reviewId: text,
  number: z.int(),
  api: text,
  apiName: text,
  version: text,
  /** Where it is to be published: "production, sandbox". */
  environments: text,
  /** The team that owns the API. */
  ownerTeamId: text,
  submitterId: text,
  by: text,
  /** What whoever did it said. */
  note: text,
});
type ReviewFacts = z.infer<typeof ReviewFacts>;

const maintainers = ({ ownerTeamId }: ReviewFacts): Audience => ({
  to: "team",
  teamId: ownerTeamId,
  roles: ["owner", "maintainer"],
});
const governance: Audience[] = [
  { to: "role", role: "governance" },
  { to: "role", role: "admin" },
];
const author = ({ submitterId }: ReviewFacts): Audience => ({ to: "user", userId: submitterId });
const authors = (facts: ReviewFacts) => [author(facts), maintainers(facts)];
const page = ({ reviewId }: ReviewFacts) => `/reviews/${reviewId}`;
const what = ({ apiName, version }: ReviewFacts) => `${apiName} ${version}`;
const says = ({ by, note }: ReviewFacts) => (note.trim() === "" ? "" : `\n${by} says: ${note}`);
const group = "Reviews" as const;

/** What becomes of drafts that ask to be published. */
export const REVIEW_KINDS = {
  "review.submitted": define({
    facts: ReviewFacts,
    label: "A draft waits for a review",
    group,
    audience: (facts) => [...governance, maintainers(facts)],
    subject: (facts) => `Submitted for review: ${what(facts)} for ${facts.environments}`,
    text: (facts) => `${facts.by} wants to publish ${what(facts)} to ${facts.environments}.${says(facts)}`,
    asks: "Look at what it changes, and decide.",
    path: page,
  }),
  "review.changes_requested": define({
    facts: ReviewFacts,
    label: "Changes are asked for in your review",
    group,
    audience: authors,
    subject: (facts) => `Changes asked for: ${what(facts)}`,
    text: (facts) =>
      `${facts.by} asks for changes before ${what(facts)} is published.${says(facts)}\nChange the draft, and submit it again.`,
    path: page,
  }),
  "review.approved": define({
    facts: ReviewFacts,
    label: "Your review is approved",
    group,
    audience: authors,
    subject: (facts) => `Approved: ${what(facts)} for ${facts.environments}`,
    text: (facts) => `${facts.by} approved ${what(facts)} for ${facts.environments}.${says(facts)}`,
    path: page,
  }),
  "review.rejected": define({
    facts: ReviewFacts,
    label: "Your review is rejected",
    group,
    audience: authors,
    subject: (facts) => `Rejected: ${what(facts)} for ${facts.environments}`,
    text: (facts) => `${facts.by} rejected ${what(facts)}.${says(facts)}`,
    path: page,
  }),
  "review.published": define({
    facts: ReviewFacts,
    label: "What was reviewed is published",
    group,
    audience: authors,
    subject: (facts) => `Published: ${what(facts)} to ${facts.environments}`,
    text: (facts) =>
      `${what(facts)} is published to ${facts.environments}, as review ${facts.number} approved it.`,
    path: page,
  }),
  "review.schedule_failed": define({
    facts: ReviewFacts,
    label: "An approved draft could not be published at its time",
    group,
    audience: authors,
    subject: (facts) => `Not published: ${what(facts)}`,
    text: (facts) =>
      `${what(facts)} could not be published to ${facts.environments} at its time.\n${facts.note}\nLook at the review: publish again, or submit a changed draft.`,
    path: page,
  }),
  "review.escalated": define({
    facts: ReviewFacts,
    label: "Nobody decides on a review",
    group,
    audience: () => governance,
    subject: (facts) => `Escalated: the review of ${what(facts)} for ${facts.environments}`,
    text: (facts) =>
      `${facts.by} asked for a review of ${what(facts)} for ${facts.environments}. ${facts.note}`,
    asks: "Nobody has decided yet: decide, or see to it that somebody does.",
    path: page,
  }),
  "review.break_glass": define({
    facts: ReviewFacts,
    label: "An administrator publishes without an approval",
    group,
    audience: (facts) => [...governance, maintainers(facts)],
    subject: (facts) => `Published without an approval: ${what(facts)} to ${facts.environments}`,
    text: (facts) =>
      `${facts.by} published ${what(facts)} to ${facts.environments} without the approval it needs.${says(facts)}`,
    asks: "Review it now.",
    path: page,
  }),
} as const;
