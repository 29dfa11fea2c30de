import type { UnboundPolicy, UnboundTarget } from "#lib/fallback/schema";
import { freeId, inserted, newTarget, withChain, type ChainDraft } from "./chain-edit.ts";
import { CHAIN_MAX } from "./legal-kinds.ts";
import { withValueAt } from "./field-value.ts";

/** A way of falling back that is tried and known, to start from. */
export interface Preset {
  id: string;
  name: string;
  /** What it does, and when to take it. */
  sentence: string;
  /** The chain in words. */
  chain: readonly string[];
  /** The draft with this chain. Targets and addresses that are there are kept, settings that say otherwise too. */
  apply: (draft: ChainDraft) => ChainDraft;
}

export const PRESETS: readonly Preset[] = [
  {
    id: "active-passive",
    name: "Active–passive",
    sentence:
      "A second upstream takes over when the first is down, and hands back when it has been well for a while.",
    chain: ["primary", "backup"],
    apply: (draft) => withFailback(withUpstreams(draft, "backup"), {}),
  },
  {
    id: "three-tier",
    name: "Three tiers",
    sentence:
      "A second upstream, then the last good response, then an honest 503: reads survive even when both are down.",
    chain: ["primary", "backup", "last good response", "static 503"],
    apply: (draft) => withFailback(withLastAnswers(withUpstreams(draft, "backup")), {}),
  },
  {
    id: "canary",
    name: "Canary",
    sentence:
      "One request in twenty goes to the second upstream always, so that it is known to work when it is needed.",
    chain: ["primary", "backup, 5 % always"],
    apply(draft) {
      const exercised = withUpstreams(draft, "backup", (target, position) =>
        position === 1 && !target.canaryPercent ? { ...target, canaryPercent: 5 } : target,
      );
      const steps = [
        { percent: 10, forMs: 60_000 },
        { percent: 50, forMs: 60_000 },
      ];
      return withFailback(exercised, { steps });
    },
  },
  {
    id: "read-only",
    name: "Read-only",
    sentence:
      "When the primary is down, a replica and the last good response answer reads; writes get an honest 503.",
    chain: ["primary", "replica, reads", "last good response", "static 503"],
    apply(draft) {
      const reading = withUpstreams(draft, "replica", (target, position) =>
        position === 0 ? target : readOnly(target),
      );
      return withFailback(withLastAnswers(reading), {});
    },
  },
];

const UPSTREAMS = 2;

/**
 * At least two upstreams, the new ones right behind those that are there, each probed and changed by its position among them.
 * Nothing that is there goes: in a full chain there is no room for more.
 */
function withUpstreams(
  draft: ChainDraft,
  name: string,
  change: (target: UnboundTarget, position: number) => UnboundTarget = (target) => target,
): ChainDraft {
  const { chain } = draft.policy;
  const ends = chain.filter(isForGood);
  const front = chain.filter((target) => !isForGood(target));
  const count = front.filter(isUpstream).length;
  const added: UnboundTarget[] = [];
  while (count + added.length < UPSTREAMS && chain.length + added.length < CHAIN_MAX) {
    const base = count + added.length === 0 ? "primary" : name;
    added.push({ id: freeId(base, [...chain, ...added]), kind: "http" });
  }
  const at = count === 0 ? front.length : front.findLastIndex(isUpstream) + 1;
  const arranged = [...front.slice(0, at), ...added, ...front.slice(at), ...ends.toSorted(staleFirst)];
  const upstreams = arranged.filter(isUpstream);
  return withChain(
    draft,
    arranged.map((target) =>
      isUpstream(target) ? change(probed(target), upstreams.indexOf(target)) : target,
    ),
  );
}

function isUpstream({ kind }: UnboundTarget): boolean {
  return kind !== "stale" && kind !== "static";
}

/** An answer of the gateway's own to whatever comes to it, which ends a chain; one under a condition has its place in it. */
function isForGood(target: UnboundTarget): boolean {
  const { when, semantics } = target;
  return !isUpstream(target) && !when?.methods && !when?.header && !semantics?.readOnly;
}

function staleFirst(one: UnboundTarget, other: UnboundTarget): number {
  return Number(one.kind === "static") - Number(other.kind === "static");
}

/** A probe where there is none: down is found before a request finds it. */
function probed(target: UnboundTarget): UnboundTarget {
  if (target.kind !== "http" || target.health?.active) return target;
  return { ...target, health: { ...target.health, active: { type: "tcp" } } };
}

function readOnly(target: UnboundTarget): UnboundTarget {
  return { ...target, semantics: { ...target.semantics, readOnly: true } };
}

/** A last good response and a static answer at the end: those that are there, or new ones where there is room. */
function withLastAnswers(draft: ChainDraft): ChainDraft {
  let { chain } = draft.policy;
  const isLast = (target: UnboundTarget) => target.kind === "static" && isForGood(target);
  // First the static one: a chain must not end with what may have nothing stored.
  if (!chain.some(isLast) && chain.length < CHAIN_MAX) chain = [...chain, newTarget("static", chain)];
  if (!chain.some(({ kind }) => kind === "stale") && chain.length < CHAIN_MAX)
    chain = inserted(chain, chain.findIndex(isLast), newTarget("stale", chain));
  return withChain(draft, chain);
}

/** Enough attempts and time for every upstream to have its turn, and the way back. */
function withFailback(draft: ChainDraft, more: Partial<NonNullable<UnboundPolicy["failback"]>>): ChainDraft {
  const { policy } = draft;
  const given = policy.failback ?? {};
  // What is there keeps its place, so that a diff shows only what is new.
  const failback = { ...given, holdDownMs: given.holdDownMs ?? 30_000, ...more, ...given };
  if (more.steps) delete failback.slowStartMs;
  const network = policy.chain.filter(isUpstream).length;
  const attempts = policy.budget?.maxAttempts ?? 4;
  const enough = attempts >= network ? policy : withValueAt(policy, "budget.maxAttempts", network);
  return { ...draft, policy: { ...enough, failback } };
}
