import { z } from "zod";
import { define, type Audience } from "./define.ts";

const text = z.string().max(2_000);

/** A waiver, for those whom it concerns. */
const WaiverFacts = z.object({
  waiverId: text,
  api: text,
  apiName: text,
  /** The team that owns the API. */
  ownerTeamId: text,
  rule: text,
  /** "2027-03-01" */
  until: text,
});
type WaiverFacts = z.infer<typeof WaiverFacts>;

const owners = ({ ownerTeamId }: WaiverFacts): Audience[] => [
  { to: "team", teamId: ownerTeamId, roles: ["owner", "maintainer"] },
];
const apiPage = ({ api }: WaiverFacts) => `/apis/${api}/governance`;
const group = "Reviews" as const;

/** What becomes of waivers of governance rules. */
export const WAIVER_KINDS = {
  "waiver.asked": define({
    facts: WaiverFacts.extend({ by: text, note: text }),
    label: "A team asks for a waiver of a rule",
    group,
    audience: () => [
      { to: "role", role: "governance" },
      { to: "role", role: "admin" },
    ],
    subject: (facts) => `Waiver asked for: ${facts.apiName}`,
    text: (facts) =>
      `${facts.by} asks that ${facts.apiName} need not keep "${facts.rule}" until ${facts.until}.\n${facts.note}`,
    asks: "Grant or refuse it.",
    path: () => "/governance/waivers?state=asked",
  }),
  "waiver.decided": define({
    facts: WaiverFacts.extend({ by: text, note: text, decision: text }),
    label: "A waiver of your API is granted, refused or revoked",
    group,
    audience: owners,
    subject: (facts) => `Waiver ${facts.decision}: ${facts.apiName}`,
    text: (facts) =>
      `${facts.by} has ${facts.decision} that ${facts.apiName} need not keep "${facts.rule}" until ${facts.until}.${facts.note === "" ? "" : `\n${facts.note}`}`,
    path: apiPage,
  }),
  "waiver.expiring": define({
    facts: WaiverFacts,
    label: "A waiver of your API ends soon",
    group,
    audience: owners,
    subject: (facts) => `Ends on ${facts.until}: a waiver of ${facts.apiName}`,
    text: (facts) =>
      `From ${facts.until} on, ${facts.apiName} has to keep "${facts.rule}" again. Correct what breaks it, or ask anew.`,
    path: apiPage,
  }),
  "waiver.expired": define({
    facts: WaiverFacts,
    label: "A waiver of your API has ended",
    group,
    audience: owners,
    subject: (facts) => `Ended: a waiver of ${facts.apiName}`,
    text: (facts) =>
      `${facts.apiName} has to keep "${facts.rule}" again. What breaks it keeps it from being published.`,
    path: apiPage,
  }),
} as const;
