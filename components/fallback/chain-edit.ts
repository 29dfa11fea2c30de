import type { Bindings, TargetBinding, UnboundPolicy, UnboundTarget } from "#lib/fallback/schema";
import type { RouteMatch } from "#lib/routing/schema";

/** What the editor edits: the same for every environment, and the bindings that differ. */
export interface ChainDraft {
  routes: RouteMatch[];
  policy: UnboundPolicy;
  /** Bindings by environment slug. */
  bindings: Record<string, Bindings>;
}

/** Kinds of targets that can be added by hand. */
export type AddedKind = "http" | "api" | "stale" | "static";

/** The draft with another chain. */
export function withChain(draft: ChainDraft, chain: UnboundTarget[]): ChainDraft {
  return { ...draft, policy: { ...draft.policy, chain } };
}

/** One item at another place. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const next = [...items];
  const [item] = next.splice(from, 1);
  if (item !== undefined) next.splice(to, 0, item);
  return next;
}

/** The chain with a target before the place `at`. */
export function inserted(
  chain: readonly UnboundTarget[],
  at: number,
  target: UnboundTarget,
): UnboundTarget[] {
  return [...chain.slice(0, at), target, ...chain.slice(at)];
}

/** Without a target and its addresses. */
export function withoutTarget(draft: ChainDraft, id: string): ChainDraft {
  const bindings = mapBindings(draft.bindings, ([key]) => (key === id ? [] : [key]));
  return withChain(
    { ...draft, bindings },
    draft.policy.chain.filter((target) => target.id !== id),
  );
}

/** A target that was removed at its old place again, with the addresses it had; the rest as it is now. */
export function withPutBack(draft: ChainDraft, before: ChainDraft, id: string): ChainDraft {
  const at = before.policy.chain.findIndex((target) => target.id === id);
  const target = before.policy.chain[at];
  if (target === undefined || draft.policy.chain.some((other) => other.id === id)) return draft;
  const bindings = { ...draft.bindings };
  for (const [environment, own] of Object.entries(before.bindings)) {
    const binding = own[id];
    if (binding) bindings[environment] = { ...bindings[environment], [id]: binding };
  }
  return withChain({ ...draft, bindings }, inserted(draft.policy.chain, at, target));
}

/** A target's addresses follow its name. */
export function withRenamed(draft: ChainDraft, id: string, to: string): ChainDraft {
  const bindings = mapBindings(draft.bindings, ([key]) => [key === id ? to : key]);
  const chain = draft.policy.chain.map((target) => (target.id === id ? { ...target, id: to } : target));
  return withChain({ ...draft, bindings }, chain);
}

/** A copy right behind the target, with its addresses in every environment, under a free name. */
export function withCopy(draft: ChainDraft, id: string): { draft: ChainDraft; id: string } {
  const chain = draft.policy.chain;
  const at = chain.findIndex((target) => target.id === id);
  const original = chain[at];
  if (original === undefined) return { draft, id };
  const copy = { ...original, id: freeId(original.id.replace(/-\d+$/, ""), chain) };
  const bindings = mapBindings(draft.bindings, ([key]) => (key === id ? [id, copy.id] : [key]));
  return { draft: withChain({ ...draft, bindings }, inserted(chain, at + 1, copy)), id: copy.id };
}

/**
 * Another policy as a whole, as when it is edited as text. Where one target was renamed its addresses follow, and a copy that
 * is given a name gets the original's; addresses of targets that are gone go, all others stay. `began` is the draft before
 * the text was edited.
 */
export function withPolicy(draft: ChainDraft, policy: UnboundPolicy, began = draft): ChainDraft {
  const { from, to, before } = renameBy(draft, policy, began);
  const bound = new Set(policy.chain.filter(({ kind }) => kind === "http").map(({ id }) => id));
  const bindings = mapBindings(before.bindings, ([key]) =>
    (key === from && to !== undefined ? [key, to] : [key]).filter((name) => bound.has(name)),
  );
  return { ...draft, policy, bindings };
}

interface Rename {
  from?: string;
  to?: string;
  before: ChainDraft;
}

/** While it is typed a name may be another target's for a while: such a "copy" is the target that had the place before. */
function renameBy(draft: ChainDraft, policy: UnboundPolicy, began: ChainDraft): Rename {
  const rename = renameOf(draft, policy);
  const isCopy = policy.chain.some(({ id }) => id === rename?.from);
  const whole = isCopy ? renameOf(began, policy) : undefined;
  return whole ?? rename ?? { before: draft };
}

/** The one name that differs at most, of a target of the same kind; nothing is renamed to a name that is taken. */
function renameOf(before: ChainDraft, { chain }: UnboundPolicy): Rename | undefined {
  const old = before.policy.chain;
  const [at = 0, ...others] = old.flatMap(({ id }, index) => (id === chain[index]?.id ? [] : [index]));
  if (old.length !== chain.length || others.length > 0) return undefined;
  const [was, is] = [old[at], chain[at]];
  if (was === undefined || is === undefined || was.kind !== is.kind) return undefined;
  return old.some(({ id }) => id === is.id) ? { before } : { from: was.id, to: is.id, before };
}

function mapBindings(
  bindings: Record<string, Bindings>,
  rename: (entry: [string, TargetBinding]) => string[],
): Record<string, Bindings> {
  return Object.fromEntries(
    Object.entries(bindings).map(([environment, byTarget]) => [
      environment,
      Object.fromEntries(
        Object.entries(byTarget).flatMap((entry) => rename(entry).map((key) => [key, entry[1]])),
      ),
    ]),
  );
}

const FIRST_NAME = { http: "backup", api: "other-api", stale: "last-good", static: "sorry" } as const;

/** A new target with a free name and what it needs to be valid. */
export function newTarget(kind: AddedKind, chain: readonly UnboundTarget[]): UnboundTarget {
  const id = freeId(chain.length === 0 && kind === "http" ? "primary" : FIRST_NAME[kind], chain);
  switch (kind) {
    case "http":
      return { id, kind };
    case "api":
      return { id, kind, apiId: "", version: "v1", entry: "full_policy" };
    case "stale":
      return { id, kind, maxStaleMs: 600_000, isolateBy: "authorization", maxEntryBytes: 262_144 };
    case "static":
      return {
        id,
        kind,
        status: 503,
        contentType: "application/problem+json",
        body: '{"title":"Temporarily unavailable","status":503}',
        retryAfterS: 30,
      };
  }
}

/** The name, or the first of those made from it that no target of the chain has. */
export function freeId(base: string, chain: readonly UnboundTarget[]): string {
  const taken = new Set(chain.map((target) => target.id));
  if (!taken.has(base)) return base;
  let n = 2;
  while (taken.has(`${base.slice(0, 38)}-${n}`)) n++;
  return `${base.slice(0, 38)}-${n}`;
}
