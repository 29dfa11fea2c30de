import type { Node } from "./model.ts";
import type { Comparing } from "./pair.ts";
import { canonicalText, textAt } from "./json.ts";
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

/** Above it, branches whose text is the same are held against each other first. */
const SHORT_LIST = 50;
/** Branches of two lists that are held against each other as a whole: documents can be made to ask for more. */
const TRIES_MAX = 20_000;

/**
 * Which branches of two lists are each other's: by the component they name, by being the same, by title; and the one
 * left over on each side, unless both name different components.
 */
export function matchBranches({ same }: Pick<Comparing, "same">, old: Branch[], now: Branch[]): Matched {
  const changed: [Branch, Branch][] = [];
  let [before, after] = [old, now];
  let tries = TRIES_MAX;
  const isSame = (a: Branch, b: Branch) => tries-- > 0 && same(a.node, b.node);
  const take = ({ keyOf, isMatch, onMatch }: Matching) => {
    const waiting = Map.groupBy(after, keyOf);
    const taken = new Set<Branch>();
    before = before.filter((a) => {
      const key = keyOf(a);
      const candidates = key === undefined ? [] : (waiting.get(key) ?? []);
      const at = candidates.findIndex((b) => isMatch(a, b));
      const b = candidates[at];
      if (!b) return true;
      candidates.splice(at, 1);
      taken.add(b);
      onMatch(a, b);
      return false;
    });
    after = after.filter((b) => !taken.has(b));
  };
  const keep = (a: Branch, b: Branch) => changed.push([a, b]);
  const drop = () => undefined;
  take({ keyOf: nameOf, isMatch: () => true, onMatch: keep });
  if (before.length > SHORT_LIST)
    take({ keyOf: ({ view }) => canonicalText(view.schema), isMatch: isSame, onMatch: drop });
  take({ keyOf: ({ view }) => lookOf(view), isMatch: isSame, onMatch: drop });
  take({ keyOf: titleOf, isMatch: () => true, onMatch: keep });
  const [a, b] = [before[0], after[0]];
  const isLast = before.length === 1 && after.length === 1;
  if (a && b && isLast && (a.view.ref === undefined || b.view.ref === undefined)) {
    changed.push([a, b]);
    [before, after] = [[], []];
  }
  return { changed, removed: before, added: after };
}

interface Matching {
  /** Only those with the same key are each other's; nothing: it is nobody's. */
  keyOf: (branch: Branch) => string | undefined;
  isMatch: (a: Branch, b: Branch) => boolean;
  onMatch: (a: Branch, b: Branch) => void;
}

function nameOf({ view }: Branch): string | undefined {
  return view.ref?.slice(view.ref.lastIndexOf("/") + 1);
}

function titleOf({ view }: Branch): string | undefined {
  return view.ref === undefined ? textAt(view.schema, "title") : undefined;
}

/** What is the same looks alike; cheap, before the schemas are walked. */
function lookOf(view: View): string {
  return `${view.types?.join() ?? ""} ${view.nullable} ${view.isNever} ${propertyCount(view)}`;
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
