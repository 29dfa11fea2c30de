import { flattenAllOf } from "./flatten-all-of.ts";
import { listAt, objectAt, textsAt } from "./json.ts";
import {
  branchName,
  loneBranch,
  matchBranches,
  onlyNamed,
  type Branch,
  type Matched,
} from "./match-branches.ts";
import type { Node } from "./model.ts";
import type { Comparing } from "./pair.ts";
import { isAnnotation, isAny, type View } from "./schema-view.ts";

export function hasAllOf({ schema }: View): boolean {
  return Array.isArray(schema["allOf"]);
}

/**
 * Conditions that all hold (`allOf`): one more narrows, one less widens, and what says nothing does nothing. To say the
 * same in other parts is no change. `all`: with them everything about the two schemas is said.
 */
export function compareAllOf(comparing: Comparing): "all" | "rest" {
  const { pair, readOld, readNew } = comparing;
  const [old, now] = [branches(pair.old, readOld), branches(pair.now, readNew)];
  if (old.length === 0 || now.length === 0) return compareWithLone(comparing, { old, now });
  const matched = matchBranches(comparing, old, now);
  const isOther = matched.removed.length > 0 || matched.added.length > 0;
  if (isOther && saysTheSame(comparing)) return "all";
  if (!isOther && matched.changed.some(([a, b]) => isReshaped(a.view, b.view)) && compareWhole(comparing))
    return "all";
  report(comparing, matched);
  return "rest";
}

/** One side has no `allOf`: it may be one of the other's parts, or all of them put together. */
function compareWithLone(
  comparing: Comparing,
  { old, now }: { old: Branch[]; now: Branch[] },
): "all" | "rest" {
  const { pair } = comparing;
  const parted = old.length > 0 ? pair.old : pair.now;
  const matched = onlyNamed(
    matchBranches(
      comparing,
      old.length > 0 ? old : [loneBranch(pair.old)],
      now.length > 0 ? now : [loneBranch(pair.now)],
    ),
  );
  const isPart = (old.length > 0 ? matched.added : matched.removed).length === 0;
  if (isPart && isPure(parted)) {
    report(comparing, matched);
    return "all";
  }
  if (compareWhole(comparing)) return "all";
  report(comparing, { changed: [], removed: old, added: now });
  return "rest";
}

/** What one part no longer has, or demands, another may have taken over: then only the whole says what changed. */
function isReshaped(old: View, now: View): boolean {
  return shapeOf(old) !== shapeOf(now);
}

function shapeOf({ schema }: View): string {
  const names = Object.keys(objectAt(schema, "properties")).toSorted();
  return JSON.stringify([names, textsAt(schema, "required").toSorted()]);
}

/** Compares what the two come to as one schema each; false where they cannot be put together. */
function compareWhole({ pair, readOld, readNew, into }: Comparing): boolean {
  const [old, now] = [flattenAllOf(pair.old, readOld), flattenAllOf(pair.now, readNew)];
  if (!old || !now) return false;
  into({ old, now }, { step: "" });
  return true;
}

function isPure({ schema }: View): boolean {
  return Object.keys(schema).every((key) => key === "allOf" || key === "type" || isAnnotation(key));
}

function saysTheSame({ pair, readOld, readNew, same }: Comparing): boolean {
  const [old, now] = [flattenAllOf(pair.old, readOld), flattenAllOf(pair.now, readNew)];
  return old !== undefined && now !== undefined && same(old, now);
}

function report({ add, into }: Comparing, { changed, removed, added }: Matched): void {
  for (const [a, b] of changed) into({ old: a.node, now: b.node }, { step: "" });
  for (const branch of removed) {
    const isRemark = isAny(branch.view);
    add({
      kind: isRemark ? "all-of-removed-annotation-only" : "all-of-removed",
      judgement: isRemark ? "none" : "widens",
      oldAt: `/allOf/${branch.index}`,
      newAt: "",
      before: branchName(branch),
      after: undefined,
      says: isRemark ? "no longer carries a remark" : `is no longer also ${branchName(branch)}`,
    });
  }
  for (const branch of added) {
    const isRemark = isAny(branch.view);
    add({
      kind: isRemark ? "all-of-added-annotation-only" : "all-of-added",
      judgement: isRemark ? "none" : "narrows",
      oldAt: "",
      newAt: `/allOf/${branch.index}`,
      before: undefined,
      after: branchName(branch),
      says: isRemark ? "carries a remark now" : `must also be ${branchName(branch)} now`,
    });
  }
}

function branches(view: View, read: (node: Node) => View): Branch[] {
  return listAt(view.schema, "allOf").map((value, index) => {
    const node = { value, pointer: `${view.pointer}/allOf/${index}` };
    return { node, view: read(node), index };
  });
}
