import type { Tone } from "@/components/ui/badge.tsx";
import type { TargetStatus } from "#lib/telemetry/schema";
import { STATE_LOOK } from "./target-state-badge.tsx";

/** What a badge says of the states of several targets. */
interface StatesTogether {
  text: string;
  tone: Tone;
  /** Each target's own, for the hover. */
  title: string;
}

/** The state that several targets are all in, else how many are in which: "1 circuit open, 1 up". */
export function statesTogether(states: readonly TargetStatus[]): StatesTogether | undefined {
  const counts = new Map<TargetStatus["state"], number>();
  for (const { state } of states) counts.set(state, (counts.get(state) ?? 0) + 1);
  const [first, ...others] = counts;
  if (!first) return undefined;
  const look = STATE_LOOK[first[0]];
  const title = states.map(({ id, state }) => `${id}: ${STATE_LOOK[state].word.toLowerCase()}`).join("\n");
  if (others.length === 0) return { text: look.word, tone: look.tone, title };
  const text = [...counts]
    .map(([state, count]) => `${count} ${STATE_LOOK[state].word.toLowerCase()}`)
    .join(", ");
  const isDown = states.every(({ state }) => STATE_LOOK[state].tone === "danger");
  return { text, tone: isDown ? "danger" : "warn", title };
}
