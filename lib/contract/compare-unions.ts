import { listAt } from "./json.ts";
import { branchName, loneBranch, matchBranches, onlyNamed, type Branch } from "./match-branches.ts";
import type { Node } from "./model.ts";
import type { Judgement } from "./rules.ts";
import type { Comparing } from "./pair.ts";
import { isAnnotation, isAny, UNIONS, type Union, type View } from "./schema-view.ts";

export function hasUnion({ schema }: View): boolean {
  return UNIONS.some((key) => Array.isArray(schema[key]));
}

/** Alternatives (`oneOf`, `anyOf`). `all`: with them everything about the two schemas is said. */
export function compareUnions(comparing: Comparing): "all" | "rest" {
  const { old, now } = comparing.pair;
  const [before, after] = [unionOf(old), unionOf(now)];
  if (before && after) {
    compareBranches(comparing, { before, after });
    if (before === after) {
      const other: Union = before === "oneOf" ? "anyOf" : "oneOf";
      if (Array.isArray(old.schema[other]) && Array.isArray(now.schema[other]))
        compareBranches(comparing, { before: other, after: other });
    }
    return "rest";
  }
  return before ? unionLeft(comparing, before) : unionCame(comparing, after ?? "oneOf");
}

function unionOf({ schema }: View): Union | undefined {
  return UNIONS.find((key) => Array.isArray(schema[key]));
}

/** Nothing but alternatives, and perhaps the type they share. */
function isPure(view: View, union: Union): boolean {
  return Object.keys(view.schema).every((key) => key === union || key === "type" || isAnnotation(key));
}

/** A schema became one of several, or got alternatives as one more condition. */
function unionCame(comparing: Comparing, union: Union): "all" | "rest" {
  const { old, now } = comparing.pair;
  if (!isAny(old) && isPure(now, union)) {
    compareBranches(comparing, { after: union });
    return "all";
  }
  condition(comparing, { union, isNew: true, judgement: isAny(old) ? "unknown" : "narrows" });
  return "rest";
}

function unionLeft(comparing: Comparing, union: Union): "all" | "rest" {
  const { old, now } = comparing.pair;
  if (!isAny(now) && isPure(old, union)) {
    compareBranches(comparing, { before: union });
    return "all";
  }
  condition(comparing, { union, isNew: false, judgement: "widens" });
  return "rest";
}

function condition(
  { add }: Comparing,
  { union, isNew, judgement }: { union: Union; isNew: boolean; judgement: Judgement },
): void {
  add({
    kind: `${kindOf(union)}-${isNew ? "set" : "unset"}`,
    judgement,
    oldAt: isNew ? "" : `/${union}`,
    newAt: isNew ? `/${union}` : "",
    before: isNew ? undefined : union,
    after: isNew ? union : undefined,
    says: isNew
      ? "must fit one of several alternatives now"
      : "need no longer fit one of several alternatives",
  });
}

/** Without a union on one side, the schema itself is the only alternative there. */
function compareBranches(comparing: Comparing, { before, after }: { before?: Union; after?: Union }): void {
  const { pair, readOld, readNew, add, into } = comparing;
  const old = before ? branches(pair.old, before, readOld) : [loneBranch(pair.old)];
  const now = after ? branches(pair.now, after, readNew) : [loneBranch(pair.now)];
  const matched = matchBranches(comparing, old, now);
  // A schema that was wrapped is never compared with the one branch it may have become.
  const isWrap = before === undefined || after === undefined;
  const { changed, removed, added } = isWrap ? onlyNamed(matched) : matched;
  for (const [a, b] of changed) into({ old: a.node, now: b.node }, { step: "" });
  const kind = kindOf(after ?? before ?? "oneOf");
  for (const branch of removed) {
    add({
      kind: `${kind}-removed`,
      judgement: "narrows",
      oldAt: before ? `/${before}/${branch.index}` : "",
      newAt: "",
      before: branchName(branch),
      after: undefined,
      says: `can no longer be ${branchName(branch)}`,
    });
  }
  for (const branch of added) {
    add({
      kind: `${kind}-added`,
      judgement: "widens",
      oldAt: "",
      newAt: after ? `/${after}/${branch.index}` : "",
      before: undefined,
      after: branchName(branch),
      says: `can be ${branchName(branch)} now`,
    });
  }
}

function branches(view: View, key: string, read: (node: Node) => View): Branch[] {
  return listAt(view.schema, key).map((value, index) => {
    const node = { value, pointer: `${view.pointer}/${key}/${index}` };
    return { node, view: read(node), index };
  });
}

function kindOf(union: Union): string {
  return union === "oneOf" ? "one-of" : "any-of";
}
