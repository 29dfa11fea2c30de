import { servingNow, statesNow } from "@/components/incidents/live-state.ts";
import type { UnboundTarget } from "#lib/fallback/schema";
import type { Live, TargetStatus } from "#lib/telemetry/schema";

/** What the gateways say of one target. */
export interface CardLive {
  /** None of a target without a state. Of another API: of each of its targets. */
  states: readonly TargetStatus[];
  /** It answers new requests. */
  serving: boolean;
  /** And it is not the first target of the chain that is published. */
  fromFallback: boolean;
  /** Of several targets the highest: that of all their answers together is no higher. */
  p95Ms: number | null;
  /** `p95Ms` is the highest of several. */
  isHighest: boolean;
  /** When it last answered a request; null: never. */
  exercisedAt: string | null;
  /** Somebody on call has ordered that it answers. */
  pinned: boolean;
}

/** Live facts by the id that gateways know a target by; of targets that are not published yet there are none. */
export function cardsLive(live: Live | undefined): Record<string, CardLive> {
  const states = statesNow(live);
  const serving = servingNow(live);
  const pin = live?.control.pin?.target;
  const targets = live?.targets ?? [];
  const cards = targets.map(({ id, p95Ms, exercisedAt }, index): [string, CardLive] => [
    id,
    {
      states: states[id] ? [states[id]] : [],
      serving: serving === id,
      fromFallback: serving === id && index > 0,
      p95Ms,
      isHighest: false,
      exercisedAt,
      pinned: pin === id,
    },
  ]);
  return Object.fromEntries(cards);
}

/** What the card of a target says. Gateways know the targets of another API, as they stand in its place, not the API. */
export function cardOf(
  target: Pick<UnboundTarget, "id" | "kind">,
  cards: Readonly<Record<string, CardLive>>,
): CardLive | undefined {
  if (target.kind !== "api") return cards[target.id];
  const inner = Object.keys(cards).filter((id) => id.startsWith(`${target.id}/`));
  return inner.length === 0 ? undefined : together(inner.flatMap((id) => cards[id] ?? []));
}

function together(cards: readonly CardLive[]): CardLive {
  const latencies = cards.flatMap(({ p95Ms }) => p95Ms ?? []);
  const answered = cards.flatMap(({ exercisedAt }) => exercisedAt ?? []);
  return {
    states: cards.flatMap(({ states }) => states),
    serving: cards.some(({ serving }) => serving),
    fromFallback: cards.some(({ fromFallback }) => fromFallback),
    p95Ms: latencies.length === 0 ? null : Math.max(...latencies),
    isHighest: latencies.length > 1,
    exercisedAt: answered.toSorted((a, b) => Date.parse(b) - Date.parse(a))[0] ?? null,
    pinned: cards.some(({ pinned }) => pinned),
  };
}

/** What the cards can say of the present, in one sentence; undefined while nothing has been said. */
export function liveSentence(live: Live | undefined, environment: string): string | undefined {
  if (live === undefined) return undefined;
  if (live.published === null) return `Not published in ${environment} yet: cards show no live state.`;
  const connected = live.nodes.filter((node) => node.connected).length;
  if (connected === 0) return `No gateway is connected in ${environment}: cards show no live state.`;
  return `Live from ${connected} ${connected === 1 ? "gateway" : "gateways"} in ${environment}, revision ${live.published.revision}.`;
}
