import { compareParameters } from "./compare-parameters.ts";
import { compareMediaLists } from "./compare-media.ts";
import { compareResponses } from "./compare-responses.ts";
import { compareRequirements } from "./compare-security.ts";
import type { Comparer } from "./comparer.ts";
import type { Findings, Place } from "./findings.ts";
import { compareMarks, isUnstable, judgeRemoval } from "./lifecycle.ts";
import { matchOperations } from "./match-operations.ts";
import type { Body, Operation } from "./model.ts";
import type { Delta, Direction } from "./rules.ts";

/** Operations. Turned: what the provider sends to its consumers. */
export function compareSets(
  before: Map<string, Operation>,
  after: Map<string, Operation>,
  comparer: Omit<Comparer, "directions">,
): void {
  const directions = comparer.isTurned
    ? { sent: "response" as Direction, given: "request" as Direction }
    : { sent: "request" as Direction, given: "response" as Direction };
  const matched = matchOperations(before, after);
  for (const old of before.values()) {
    const now = matched.get(old);
    if (now) compareOperation({ ...comparer, directions }, old, now);
    else operationRemoved(comparer, old);
  }
  const kept = new Set(matched.values());
  for (const now of after.values()) {
    if (!kept.has(now)) operationAdded(comparer, now);
  }
}

function placeOf({ method, path }: Operation, isTurned: boolean) {
  return {
    method,
    path,
    direction: "request" as const,
    subject: isTurned ? "webhook" : "operation",
    what: `${isTurned ? "Webhook" : "Operation"} ${method} ${path}`,
    isUnstable: false,
  };
}

function operationRemoved({ findings, at, isTurned }: Omit<Comparer, "directions">, old: Operation): void {
  const delta: Delta = {
    ...judgeRemoval(old.marks, at, "narrows"),
    oldAt: old.pointer,
    newAt: null,
    before: `${old.method} ${old.path}`,
    after: undefined,
  };
  findings.report({ ...placeOf(old, isTurned), isUnstable: isUnstable(old.marks) }, delta);
}

function operationAdded({ findings, isTurned }: Omit<Comparer, "directions">, now: Operation): void {
  findings.report(placeOf(now, isTurned), {
    kind: "added",
    judgement: "none",
    says: "is new",
    oldAt: null,
    newAt: now.pointer,
    before: undefined,
    after: `${now.method} ${now.path}`,
  });
}

/** One operation in both documents. */
function compareOperation(comparer: Comparer, old: Operation, now: Operation): void {
  const isFree = isUnstable(old.marks);
  const place: Place = {
    method: now.method,
    path: now.path,
    direction: comparer.directions.sent,
    subject: comparer.isTurned ? "webhook" : "operation",
    what: `Operation ${now.method} ${now.path}`,
    isUnstable: isFree,
  };
  compareHead(comparer, place, { old, now });
  compareParameters(comparer, place, { before: old.parameters, after: now.parameters });
  compareBodies(comparer, place, { before: old.body, after: now.body, old, now });
  compareResponses(comparer, place, { before: old.responses, after: now.responses });
  if (!comparer.isTurned) compareRequirements(comparer.findings, place, { old, now });
  compareSets(old.callbacks, now.callbacks, { ...comparer, isTurned: !comparer.isTurned });
}

function compareHead(
  { findings, at }: Comparer,
  place: Place,
  { old, now }: { old: Operation; now: Operation },
): void {
  for (const delta of compareMarks(old.marks, now.marks, at))
    findings.report(place, { ...delta, oldAt: old.pointer, newAt: now.pointer });
  if (old.operationId === now.operationId) return;
  findings.report(place, {
    kind: "operation-id-changed",
    judgement: "none",
    says: `has the operationId ${now.operationId ?? "(none)"} instead of ${old.operationId ?? "(none)"}; generated code may name it otherwise`,
    oldAt: old.pointer,
    newAt: now.pointer,
    before: old.operationId,
    after: now.operationId,
  });
}

interface Bodies {
  before: Body | undefined;
  after: Body | undefined;
  old: Operation;
  now: Operation;
}

function compareBodies(comparer: Comparer, operation: Place, { before, after, old, now }: Bodies): void {
  const { findings, directions } = comparer;
  const place: Place = {
    ...operation,
    direction: directions.sent,
    subject: `${directions.sent}-body`,
    what: "The request body",
  };
  if (!before || !after) return bodyCameOrWent(findings, place, { before, after, old, now });
  if (before.required !== after.required) {
    findings.report(place, {
      kind: after.required ? "became-required" : "became-optional",
      judgement: after.required ? "narrows" : "widens",
      says: after.required ? "is required now" : "is no longer required",
      oldAt: before.pointer,
      newAt: after.pointer,
      before: before.required,
      after: after.required,
    });
  }
  compareMediaLists(comparer, place, {
    before: before.media,
    after: after.media,
    oldAt: before.pointer,
    newAt: after.pointer,
  });
}

function bodyCameOrWent(findings: Findings, place: Place, { before, after, old, now }: Bodies): void {
  if (before) {
    findings.report(place, {
      kind: "removed",
      judgement: "differs",
      says: "was removed",
      oldAt: before.pointer,
      newAt: now.pointer,
      before: "a body",
      after: undefined,
    });
  } else if (after) {
    findings.report(place, {
      kind: after.required ? "added-required" : "added-optional",
      judgement: after.required ? "narrows" : "none",
      says: after.required ? "is new and required" : "is new and optional",
      oldAt: old.pointer,
      newAt: after.pointer,
      before: undefined,
      after: "a body",
    });
  }
}
