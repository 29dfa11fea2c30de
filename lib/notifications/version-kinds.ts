import { z } from "zod";
import { define, type Audience } from "./define.ts";

const text = z.string().max(2_000);

/** A version in its life, for those whom it concerns. */
const VersionFacts = z.object({
  api: text,
  apiName: text,
  version: text,
  /** The team that owns the API. */
  ownerTeamId: text,
});

const CallerFacts = VersionFacts.extend({
  /** The team that is told. */
  teamId: text,
  /** "2027-03-01"; "": none is announced. */
  sunsetDay: text,
  /** "Orders v2"; "": none. */
  successor: text,
  /** "2027-02-01 10:00 to 2027-02-01 11:00 UTC" */
  brownouts: z.array(text),
  note: text,
});
type CallerFacts = z.infer<typeof CallerFacts>;

const callers = ({ teamId }: CallerFacts): Audience[] => [
  { to: "team", teamId, roles: ["owner", "maintainer", "viewer"] },
];
const owners = ({ teamId }: CallerFacts): Audience[] => [
  { to: "team", teamId, roles: ["owner", "maintainer"] },
];
const lifecyclePage = ({ api, version }: z.infer<typeof VersionFacts>) =>
  `/apis/${api}/lifecycle?version=${encodeURIComponent(version)}`;

const called = ({ apiName, version }: z.infer<typeof VersionFacts>) => `${apiName} ${version}`;
const end = ({ sunsetDay }: CallerFacts) =>
  sunsetDay === "" ? "No end is announced yet." : `It ends on ${sunsetDay}.`;
const next = ({ successor }: CallerFacts) => (successor === "" ? "" : `\nMove to ${successor}.`);
const pauses = ({ brownouts }: CallerFacts) =>
  brownouts.map((one) => `\nBefore that it answers nobody for a while: ${one}.`).join("");
const says = ({ note }: CallerFacts) => (note.trim() === "" ? "" : `\nIts team says: ${note}`);
const group = "Versions" as const;

/** What becomes of versions that people call or build on. */
export const VERSION_KINDS = {
  "version.deprecated": define({
    facts: CallerFacts,
    label: "A version that you call is deprecated",
    group,
    audience: callers,
    subject: (facts) => `Deprecated: ${called(facts)}`,
    text: (facts) =>
      `${called(facts)} is deprecated. ${end(facts)}${pauses(facts)}${next(facts)}${says(facts)}`,
    asks: "Acknowledge it, so that its team knows that you know.",
    path: lifecyclePage,
  }),
  "version.ending": define({
    facts: CallerFacts,
    label: "A version that you call ends soon",
    group,
    audience: callers,
    subject: (facts) => `Ends on ${facts.sunsetDay}: ${called(facts)}`,
    text: (facts) =>
      `${called(facts)} ends on ${facts.sunsetDay}: from then on it answers 410.${pauses(facts)}${next(facts)}${says(facts)}`,
    path: lifecyclePage,
  }),
  "version.restored": define({
    facts: CallerFacts,
    label: "A deprecation is undone",
    group,
    audience: callers,
    subject: (facts) => `No longer deprecated: ${called(facts)}`,
    text: (facts) => `The deprecation of ${called(facts)} is undone: it goes on.`,
    path: lifecyclePage,
  }),
  "version.retired": define({
    facts: CallerFacts,
    label: "A version that you called is retired",
    group,
    audience: callers,
    subject: (facts) => `Retired: ${called(facts)}`,
    text: (facts) => `${called(facts)} is retired: it answers 410.${next(facts)}`,
    path: lifecyclePage,
  }),
  "version.blocked": define({
    facts: CallerFacts,
    label: "A version that you call is blocked",
    group,
    audience: callers,
    subject: (facts) => `Blocked: ${called(facts)}`,
    text: (facts) =>
      `${called(facts)} is blocked in an emergency: it answers 503 until it is unblocked.${says(facts)}`,
    path: lifecyclePage,
  }),
  "version.unblocked": define({
    facts: CallerFacts,
    label: "A blocked version answers again",
    group,
    audience: callers,
    subject: (facts) => `Answers again: ${called(facts)}`,
    text: (facts) => `${called(facts)} is no longer blocked.`,
    path: lifecyclePage,
  }),
  "version.retirement_held": define({
    facts: VersionFacts.extend({ reason: text }),
    label: "Your version could not be retired at its sunset",
    group,
    audience: ({ ownerTeamId }) => [{ to: "team", teamId: ownerTeamId, roles: ["owner", "maintainer"] }],
    subject: (facts) => `Not retired yet: ${called(facts)}`,
    text: (facts) => `${called(facts)} has come to its announced end and serves on. ${facts.reason}`,
    path: lifecyclePage,
  }),
  "dependency.ending": define({
    facts: CallerFacts,
    label: "A version in your fallback chain ends",
    group,
    audience: owners,
    subject: (facts) => `In your fallback chain, and deprecated: ${called(facts)}`,
    text: (facts) =>
      `${called(facts)} answers for an API of yours, and is deprecated. ${end(facts)}${next(facts)}\nChange the chain before then: it keeps that version from being retired.`,
    path: lifecyclePage,
  }),
} as const;
