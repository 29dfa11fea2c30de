import { countOf } from "@/components/ui/format-number.ts";
import type { LifecycleAction } from "#lib/lifecycle/schema";
import type { VersionLife } from "#lib/versions/schema";

export type Step = Exclude<LifecycleAction, "publish">;

export const STEP_WORDS: Record<Step, string> = {
  deprecate: "Deprecate",
  restore: "Undo deprecation",
  retire: "Retire",
  block: "Block",
  unblock: "Unblock",
};

/** What a step does, said before the click. */
export const CONSEQUENCES: Record<Step, string> = {
  deprecate:
    "It serves on. Every answer says that it is deprecated and when it ends; it takes no new subscribers, and teams that call it are told.",
  restore: "It goes on as if nothing had been announced, and teams that call it are told.",
  retire: "From now on it answers 410 and names its successor. This cannot be undone.",
  block:
    "From now on it answers 503 to everybody, in every environment, until it is unblocked. Chains that it is in go on without it.",
  unblock: "It answers again.",
};

/** Whom a step reaches. */
export function reachOf({ reach }: VersionLife): string {
  const { subscribers, callers, dependents } = reach;
  const chains =
    dependents === 0 ? "" : ` It is in the fallback chain of ${countOf(dependents, "other version")}.`;
  if (subscribers === 0) return `No application is subscribed.${chains}`;
  return `${countOf(subscribers, "application")} subscribed, ${callers} of them called within 30 days.${chains}`;
}
