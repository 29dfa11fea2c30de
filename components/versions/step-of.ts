import { textOf } from "@/components/ui/text-of.ts";
import { BROWNOUTS_MAX, type MoveVersion, type VersionLife } from "#lib/versions/schema";
import type { Step } from "./life-words.ts";

/** The fields of a step's form, by the names in its problems. */
export const FIELDS: string[] = [
  "sunsetAt",
  "successor",
  "note",
  "reason",
  ...Array.from({ length: BROWNOUTS_MAX }, (_, at) => [
    `brownouts.${at}.from`,
    `brownouts.${at}.until`,
  ]).flat(),
];

interface Filled {
  form: HTMLFormElement;
  slug: string;
}

/** When a version ends whose last day is the one before, such as 2027-03-01. */
export function sunsetOf(day: string): string {
  return `${day}T00:00:00Z`;
}

/** What the form of a step asks for. A day ends when the next one begins in UTC. */
export function stepOf(step: Step, etag: number, { form, slug }: Filled): MoveVersion {
  switch (step) {
    case "deprecate": {
      const [day, successor] = [textOf(form, "sunsetAt"), textOf(form, "successor")];
      return {
        action: "deprecate",
        etag,
        note: textOf(form, "note"),
        brownouts: brownoutsOf(form),
        ...(day === "" ? {} : { sunsetAt: sunsetOf(day) }),
        ...(successor === "" ? {} : { successor: { slug, version: successor } }),
      };
    }
    case "block":
      return { action: "block", etag, reason: textOf(form, "reason") };
    case "restore":
      return { action: "restore", etag, reason: "" };
    case "retire":
    case "unblock":
      return { action: step, etag };
  }
}

/** Those of `BrownoutFields`; what is left empty is refused at its field. */
function brownoutsOf(form: HTMLFormElement): VersionLife["brownouts"] {
  const data = new FormData(form);
  const times = (name: string) => data.getAll(name).map((value) => (typeof value === "string" ? value : ""));
  const ends = times("brownoutUntil");
  return times("brownoutFrom").map((from, at) => ({ from: momentOf(from), until: momentOf(ends[at] ?? "") }));
}

/** `datetime-local` leaves seconds out where they are 0; an RFC 3339 time has them. */
function momentOf(minute: string): string {
  return minute.length === "2027-03-01T00:00".length ? `${minute}:00Z` : `${minute}Z`;
}
