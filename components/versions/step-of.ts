import { textOf } from "@/components/ui/text-of.ts";
import type { MoveVersion, VersionLife } from "#lib/versions/schema";
import type { Step } from "./life-words.ts";

/** The fields of a step's form, by the names in its problems. */
export const FIELDS = ["sunsetAt", "successor", "note", "reason"] as const;

interface Filled {
  form: HTMLFormElement;
  slug: string;
}

/** When a version ends whose last day is the one before, such as 2027-03-01. */
export function sunsetOf(day: string): string {
  return `${day}T00:00:00Z`;
}

/** What the form of a step asks for. A day ends when the next one begins in UTC; brown-outs that were announced stay. */
export function stepOf(step: Step, life: VersionLife, { form, slug }: Filled): MoveVersion {
  const { etag } = life;
  switch (step) {
    case "deprecate": {
      const [day, successor] = [textOf(form, "sunsetAt"), textOf(form, "successor")];
      return {
        action: "deprecate",
        etag,
        note: textOf(form, "note"),
        brownouts: life.brownouts,
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
