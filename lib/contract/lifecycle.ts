import type { Marks } from "./model.ts";
import { BROKEN_PROMISE, RISKY_BOTH, shown, type Delta, type Judgement } from "./rules.ts";

const LEVELS = ["draft", "alpha", "beta", "stable"];
const DATE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?$/i;

/** `x-sunset` as RFC 3339 date or time; a date means its end. `undefined`: it is neither. */
export function readSunset(value: unknown): Date | undefined {
  if (typeof value !== "string" || !DATE.test(value)) return undefined;
  const time = value.length === 10 ? new Date(`${value}T00:00:00Z`) : new Date(value);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** Changed at will by agreement: nothing in it is promised. */
export function isUnstable({ stability }: Marks): boolean {
  return stability === "draft" || stability === "alpha";
}

type Found = Pick<Delta, "kind" | "judgement" | "says" | "before" | "after">;

/** What changed in what is said of the future of one part. */
export function compareMarks(old: Marks, now: Marks, at: Date): Delta[] {
  return [...deprecation(old, now, at), ...sunset(old, now, at), ...stability(old, now)].map((found) => ({
    oldAt: "",
    newAt: "",
    ...found,
  }));
}

function deprecation(old: Marks, now: Marks, at: Date): Found[] {
  if (old.deprecated === now.deprecated) return [];
  const values = { before: old.deprecated, after: now.deprecated };
  if (!now.deprecated)
    return [{ kind: "reactivated", judgement: "none", ...values, says: "is no longer deprecated" }];
  if (now.sunset === undefined)
    return [{ kind: "deprecated", judgement: "none", ...values, says: "is deprecated now" }];
  const date = readSunset(now.sunset);
  if (!date) return [invalidSunset(now, values)];
  const isPast = startOfDay(date) < startOfDay(at);
  if (isPast) {
    const says = `is deprecated with the sunset ${shown(now.sunset)}, which has passed already`;
    return [{ kind: "sunset-in-the-past", judgement: BROKEN_PROMISE, ...values, says }];
  }
  const says = `is deprecated now, with the sunset ${shown(now.sunset)}`;
  return [{ kind: "deprecated-with-sunset", judgement: "none", ...values, says }];
}

function invalidSunset(now: Marks, values: { before: unknown; after: unknown }): Found {
  const says = `has the sunset ${shown(now.sunset)}, which is not a date (RFC 3339, such as 2027-01-31)`;
  return { kind: "sunset-invalid", judgement: BROKEN_PROMISE, ...values, says };
}

/** A sunset that was announced is kept, or moved away from. */
function sunset(old: Marks, now: Marks, at: Date): Found[] {
  if (!old.deprecated || !now.deprecated || old.sunset === undefined || old.sunset === now.sunset) return [];
  const values = { before: old.sunset, after: now.sunset };
  if (now.sunset === undefined) {
    const says = "no longer says when it will be gone, though it is still deprecated";
    return [{ kind: "sunset-deleted", judgement: BROKEN_PROMISE, ...values, says }];
  }
  const [before, after] = [readSunset(old.sunset), readSunset(now.sunset)];
  if (!after || !before) return [invalidSunset(after ? old : now, values)];
  if (after >= before) {
    return [{ kind: "sunset-later", judgement: "none", ...values, says: `stays until ${shown(now.sunset)}` }];
  }
  const isPast = startOfDay(after) < startOfDay(at);
  const says = `has the sunset ${shown(now.sunset)}, earlier than the announced ${shown(old.sunset)}`;
  return [{ kind: "sunset-earlier", judgement: isPast ? BROKEN_PROMISE : RISKY_BOTH, ...values, says }];
}

function stability(old: Marks, now: Marks): Found[] {
  if (old.stability === now.stability) return [];
  const values = { before: old.stability, after: now.stability };
  const wrong = [old.stability, now.stability].find((level) => level !== undefined && rank(level) < 0);
  if (wrong !== undefined) {
    const says = `has the stability level ${shown(wrong)}, which is none of ${LEVELS.join(", ")}`;
    return [{ kind: "stability-invalid", judgement: BROKEN_PROMISE, ...values, says }];
  }
  if (old.stability === undefined) return [];
  const isLess = now.stability !== undefined && rank(now.stability) < rank(old.stability);
  const says = `has the stability level ${shown(now.stability ?? "none")} instead of ${shown(old.stability)}`;
  // What was not promised cannot be taken back.
  const judgement: Judgement = isLess && !isUnstable(old) ? BROKEN_PROMISE : "none";
  return [{ kind: isLess ? "stability-decreased" : "stability-increased", judgement, ...values, says }];
}

function rank(level: unknown): number {
  return LEVELS.indexOf(String(level));
}

function startOfDay(time: Date): number {
  return Math.floor(time.getTime() / 86_400_000);
}

/** How the removal of a part is judged that was `otherwise` before anybody spoke of the future. */
export function judgeRemoval(
  marks: Marks,
  at: Date,
  otherwise: Judgement,
): Pick<Delta, "kind" | "judgement" | "says"> {
  if (isUnstable(marks))
    return { kind: "removed-unstable", judgement: "none", says: "was removed; it was not stable" };
  if (!marks.deprecated) return { kind: "removed", judgement: otherwise, says: "was removed" };
  if (marks.sunset === undefined) {
    const says = "was removed after it had been deprecated, without a date by which to leave it";
    return { kind: "removed-after-deprecation", judgement: RISKY_BOTH, says };
  }
  const date = readSunset(marks.sunset);
  if (!date) {
    const says = `was removed, and its sunset ${shown(marks.sunset)} is not a date`;
    return { kind: "removed-sunset-invalid", judgement: BROKEN_PROMISE, says };
  }
  if (startOfDay(date) > startOfDay(at)) {
    const says = `was removed before its sunset ${shown(marks.sunset)}`;
    return { kind: "removed-before-sunset", judgement: BROKEN_PROMISE, says };
  }
  const says = `was removed after its sunset ${shown(marks.sunset)}`;
  return { kind: "removed-after-sunset", judgement: "none", says };
}
