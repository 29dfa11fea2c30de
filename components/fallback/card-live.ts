import { servingNow, statesNow } from "@/components/incidents/live-state.ts";
import type { Live, TargetStatus } from "#lib/telemetry/schema";

/** What the gateways say of one target. */
export interface CardLive {
  status: TargetStatus | undefined;
  /** It answers new requests. */
  serving: boolean;
  p95Ms: number | null;
  /** In the last hour. */
  requests: number;
  /** When it last answered a request; null: never. */
  exercisedAt: string | null;
  /** Somebody on call has ordered that it answers. */
  pinned: boolean;
}

/** Live facts by target id; of targets that are not published yet there are none. */
export function cardsLive(live: Live | undefined): Record<string, CardLive> {
  const states = statesNow(live);
  const serving = servingNow(live);
  const pin = live?.control.pin?.target;
  const cards = (live?.targets ?? []).map(({ id, p95Ms, requests, exercisedAt }): [string, CardLive] => [
    id,
    { status: states[id], serving: serving === id, p95Ms, requests, exercisedAt, pinned: pin === id },
  ]);
  return Object.fromEntries(cards);
}

/** What the cards can say of the present, in one sentence; undefined while nothing has been said. */
export function liveSentence(live: Live | undefined, environment: string): string | undefined {
  if (live === undefined) return undefined;
  if (live.published === null) return `Not published in ${environment} yet: cards show no live state.`;
  const connected = live.nodes.filter((node) => node.connected).length;
  if (connected === 0) return `No gateway is connected in ${environment}: cards show no live state.`;
  return `Live from ${connected} ${connected === 1 ? "gateway" : "gateways"} in ${environment}, revision ${live.published.revision}.`;
}
