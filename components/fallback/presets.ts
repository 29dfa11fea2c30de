import type { UnboundPolicy, UnboundTarget } from "#lib/fallback/schema";
import { newTarget, withChain, type AddedKind, type ChainDraft } from "./chain-edit.ts";
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
    apply: (draft) =>
      withFailback(withTargets(draft, probed(upstreams(draft.policy.chain, 2)), locals(draft)), {}),
  },
  {
    id: "three-tier",
    name: "Three tiers",
    sentence:
      "A second upstream, then the last good response, then an honest 503: reads survive even when both are down.",
    chain: ["primary", "backup", "last good response", "static 503"],
    apply: (draft) =>
      withFailback(withTargets(draft, probed(upstreams(draft.policy.chain, 2)), tail(draft)), {}),
  },
  {
    id: "canary",
    name: "Canary",
    sentence:
      "One request in twenty goes to the second upstream always, so that it is known to work when it is needed.",
    chain: ["primary", "backup, 5 % always"],
    apply(draft) {
      const targets = probed(upstreams(draft.policy.chain, 2));
      const exercised = targets.map((target, index) =>
        index === 1 && !target.canaryPercent ? { ...target, canaryPercent: 5 } : target,
      );
      const steps = [
        { percent: 10, forMs: 60_000 },
        { percent: 50, forMs: 60_000 },
      ];
      return withFailback(withTargets(draft, exercised, locals(draft)), { steps });
    },
  },
  {
    id: "read-only",
    name: "Read-only",
    sentence:
      "When the primary is down, a replica and the last good response answer reads; writes get an honest 503.",
    chain: ["primary", "replica, reads", "last good response", "static 503"],
    apply(draft) {
      const targets = probed(upstreams(draft.policy.chain, 2, "replica"));
      const reading = targets.map((target, index) => (index === 0 ? target : readOnly(target)));
      return withFailback(withTargets(draft, reading, tail(draft)), {});
    },
  },
];

/** The network targets of a chain, and new ones up to `count`. */
function upstreams(chain: readonly UnboundTarget[], count: number, name = "backup"): UnboundTarget[] {
  const network = chain.filter(({ kind }) => kind !== "stale" && kind !== "static").slice(0, CHAIN_MAX - 2);
  while (network.length < count) {
    const target = newTarget("http", network);
    network.push(
      network.length === 0 || name === "backup" ? target : { ...target, id: freeName(name, chain) },
    );
  }
  return network;
}

function freeName(name: string, chain: readonly UnboundTarget[]): string {
  return chain.some(({ id }) => id === name) ? `${name}-2` : name;
}

/** A probe where there is none: down is found before a request finds it. */
function probed(targets: readonly UnboundTarget[]): UnboundTarget[] {
  return targets.map((target) =>
    target.kind !== "http" || target.health?.active
      ? target
      : { ...target, health: { ...target.health, active: { type: "tcp" } } },
  );
}

function readOnly(target: UnboundTarget): UnboundTarget {
  return { ...target, semantics: { ...target.semantics, readOnly: true } };
}

/** The answers of the gateway's own that the chain ends with now. */
function locals({ policy: { chain } }: ChainDraft): UnboundTarget[] {
  return chain.filter(({ kind }) => kind === "stale" || kind === "static");
}

/** A last good response and a static answer: those that are there, or new ones. */
function tail({ policy: { chain } }: ChainDraft): UnboundTarget[] {
  const own = (kind: AddedKind) => chain.find((target) => target.kind === kind) ?? newTarget(kind, chain);
  return [own("stale"), own("static")];
}

function withTargets(draft: ChainDraft, network: UnboundTarget[], local: UnboundTarget[]): ChainDraft {
  const chain = [...network, ...local].slice(0, CHAIN_MAX);
  const kept = new Set(chain.map(({ id }) => id));
  const bindings = Object.fromEntries(
    Object.entries(draft.bindings).map(([environment, own]) => [
      environment,
      Object.fromEntries(Object.entries(own).filter(([id]) => kept.has(id))),
    ]),
  );
  return withChain({ ...draft, bindings }, chain);
}

/** Enough attempts and time for every upstream to have its turn, and the way back. */
function withFailback(draft: ChainDraft, more: Partial<NonNullable<UnboundPolicy["failback"]>>): ChainDraft {
  const { policy } = draft;
  const given = policy.failback ?? {};
  // What is there keeps its place, so that a diff shows only what is new.
  const failback = { ...given, holdDownMs: given.holdDownMs ?? 30_000, ...more, ...given };
  if (more.steps) delete failback.slowStartMs;
  const network = policy.chain.filter(({ kind }) => kind !== "stale" && kind !== "static").length;
  const attempts = policy.budget?.maxAttempts ?? 4;
  const enough = attempts >= network ? policy : withValueAt(policy, "budget.maxAttempts", network);
  return { ...draft, policy: { ...enough, failback } };
}
