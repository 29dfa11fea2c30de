import type { Node } from "./model.ts";
import type { Comparing } from "./pair.ts";
import { textAt } from "./json.ts";
import type { View } from "./schema-view.ts";

export interface Branch {
  node: Node;
  view: View;
  index: number;
}

export interface Matched {
  /** The same schema under a changed content; those that did not change at all are left out. */
  changed: [Branch, Branch][];
  removed: Branch[];
  added: Branch[];
}

/**
 * Which branches of two lists are each other's: by the component they name, by being the same, by title; and the one
 * left over on each side, unless both name different components.
 */
export function matchBranches({ same }: Pick<Comparing, "same">, old: Branch[], now: Branch[]): Matched {
  const changed: [Branch, Branch][] = [];
  let [before, after] = [old, now];
  const take = (isMatch: (a: Branch, b: Branch) => boolean, keep: boolean) => {
    const rest: Branch[] = [];
    for (const a of before) {
      const b = after.find((one) => isMatch(a, one));
      if (!b) {
        rest.push(a);
        continue;
      }
      after = after.filter((one) => one !== b);
      if (keep) changed.push([a, b]);
    }
    before = rest;
  };
  take((a, b) => a.view.ref !== undefined && nameOf(a) === nameOf(b), true);
  take((a, b) => looksAlike(a.view, b.view) && same(a.node, b.node), false);
  take((a, b) => titleOf(a) !== undefined && titleOf(a) === titleOf(b), true);
  const [a, b] = [before[0], after[0]];
  const isLast = before.length === 1 && after.length === 1;
  if (a && b && isLast && (a.view.ref === undefined || b.view.ref === undefined)) {
    changed.push([a, b]);
    [before, after] = [[], []];
  }
  return { changed, removed: before, added: after };
}

function nameOf({ view }: Branch): string | undefined {
  return view.ref?.slice(view.ref.lastIndexOf("/") + 1);
}

function titleOf({ view }: Branch): string | undefined {
  return view.ref === undefined ? textAt(view.schema, "title") : undefined;
}

/** Cheap, before the schemas are walked. */
function looksAlike(a: View, b: View): boolean {
  return (
    a.types?.join() === b.types?.join() &&
    a.nullable === b.nullable &&
    a.isNever === b.isNever &&
    propertyCount(a) === propertyCount(b)
  );
}

function propertyCount({ schema }: View): number {
  const properties = schema["properties"];
  return typeof properties === "object" && properties !== null ? Object.keys(properties).length : 0;
}

/** How a branch is called in a sentence. */
export function branchName(branch: Branch): string {
  const name = nameOf(branch) ?? titleOf(branch) ?? branch.view.types?.join(" or ");
  return name === undefined ? `branch ${branch.index + 1}` : `“${name}”`;
}

/** A schema as if it were the only branch. */
export function loneBranch(view: View): Branch {
  return { node: { value: view.schema, pointer: view.pointer }, view, index: 0 };
}

/** Without the guess that what is left over on both sides belongs together. */
export function onlyNamed({ changed, removed, added }: Matched): Matched {
  const isNamed = ([a, b]: [Branch, Branch]) => a.view.ref !== undefined && b.view.ref !== undefined;
  const guessed = changed.filter((two) => !isNamed(two));
  return {
    changed: changed.filter((two) => isNamed(two)),
    removed: [...removed, ...guessed.map(([a]) => a)],
    added: [...added, ...guessed.map(([, b]) => b)],
  };
}
