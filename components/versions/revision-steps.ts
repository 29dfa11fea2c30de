import type { RevisionPage } from "#lib/publishing/schema";

/** A revision that is to be published, and where that makes sense. */
export interface RevisionStep {
  action: "roll_back" | "promote";
  number: number;
  environments: string[];
}

type Decidable = Pick<RevisionPage, "served" | "mayRollBack" | "mayPromote">;

/** The revision that is served in an environment; null for none. */
export function servedIn(served: RevisionPage["served"], environment: string): number | null {
  return served.find((one) => one.environment === environment)?.revision ?? null;
}

/** Back to it where a later one is served; on to it where an earlier one is, or nothing. */
export function revisionSteps(
  number: number,
  environments: string[],
  { served, mayRollBack, mayPromote }: Decidable,
): RevisionStep[] {
  const later = environments.filter((slug) => (servedIn(served, slug) ?? 0) > number);
  const earlier = environments.filter((slug) => (servedIn(served, slug) ?? 0) < number);
  return [
    ...(mayRollBack && later.length > 0
      ? [{ action: "roll_back", number, environments: later } as const]
      : []),
    ...(mayPromote && earlier.length > 0
      ? [{ action: "promote", number, environments: earlier } as const]
      : []),
  ];
}
