import type { SimulationResult, TraceEntry } from "#lib/fallback";
import { formatDuration } from "@/components/ui/format-duration.ts";
import type { Tone } from "@/components/ui/badge.tsx";
import type { WalkMark } from "./walk-badge.tsx";

/** A stretch of time, or a moment, in which something happened at a target. */
export interface WalkStretch {
  fromMs: number;
  toMs: number;
  tone: Tone;
  /** "refused after 1 ms". */
  text: string;
}

/** One line of the picture. */
export interface WalkLane {
  id: string;
  stretches: WalkStretch[];
}

/** The trace of a request as lines of a picture, one per target, in the chain's order. */
export function walkLanes(result: SimulationResult, ids: readonly string[]): WalkLane[] {
  const primary = ids[0];
  return ids.map((id) => {
    const stretches: WalkStretch[] = [];
    let beganMs = 0;
    for (const entry of result.trace) {
      if (entry.target !== id) continue;
      if (entry.what === "attempt") beganMs = entry.atMs;
      else stretches.push(stretchOf(entry, { beganMs, result, isPrimary: id === primary }));
    }
    return { id, stretches };
  });
}

interface About {
  beganMs: number;
  result: SimulationResult;
  isPrimary: boolean;
}

function stretchOf({ what, reason, atMs }: TraceEntry, { beganMs, result, isPrimary }: About): WalkStretch {
  const took = formatDuration(atMs - beganMs);
  switch (what) {
    case "failed":
      return { fromMs: beganMs, toMs: atMs, tone: "danger", text: `${words(reason)} after ${took}` };
    case "relay":
      return {
        fromMs: beganMs,
        toMs: atMs,
        tone: toneOfAnswer(result, isPrimary),
        text: `${words(reason)} after ${took}`,
      };
    case "local":
      return {
        fromMs: atMs,
        toMs: atMs,
        tone: toneOfAnswer(result, isPrimary),
        text: `answers ${result.status}`,
      };
    default:
      return { fromMs: atMs, toMs: atMs, tone: "neutral", text: words(reason) };
  }
}

function toneOfAnswer({ status }: SimulationResult, isPrimary: boolean): Tone {
  if (status >= 500) return "danger";
  return isPrimary ? "ok" : "fallback";
}

/** The last thing that happened at each card of the chain; at another API's, at one of the targets that stand in its place. */
export function walkMarks(lanes: readonly WalkLane[], ids: readonly string[]): Record<string, WalkMark> {
  return Object.fromEntries(ids.map((id) => [id, markOf(lanes, id)]));
}

function markOf(lanes: readonly WalkLane[], id: string): WalkMark {
  const happened = lanes.flatMap((lane) => {
    const last = lane.stretches.at(-1);
    if (!last || (lane.id !== id && !lane.id.startsWith(`${id}/`))) return [];
    return [{ ...last, within: lane.id.slice(id.length + 1) }];
  });
  const [latest] = happened.toReversed().toSorted((a, b) => b.toMs - a.toMs);
  if (!latest) return { text: "not asked", tone: "outline" };
  const { within, text, tone } = latest;
  return { text: within === "" ? text : `${within}: ${text}`, tone };
}

const WORDS: Record<string, string> = {
  connect_refused: "refused",
  reset: "connection broken",
  first_byte_timeout: "no answer in time",
  attempt_timeout: "attempt took too long",
  deadline: "deadline over",
  not_eligible: "does not take this request",
  ejected: "out of service",
  open: "circuit open",
  half_open: "circuit half-open",
  cooling: "asked for a respite",
  held: "in hold-down",
  ramping: "in slow start",
  overloaded: "full",
  budget: "no attempts left",
  retry_budget: "repeats used up",
  body_too_large: "body too large to send again",
  replay_not_allowed: "may not be repeated",
  too_slow: "failed too slowly to go on",
  no_entry: "nothing stored",
  may_have_executed: "may have been executed already",
  client_gone: "caller gone",
};

/** A reason as people say it. */
export function words(reason: string): string {
  return WORDS[reason] ?? reason.replaceAll("_", " ");
}

/** One line of the trace as a sentence: the picture in words. */
export function sentenceOf({ target, what, reason }: TraceEntry): string {
  const who = target ?? "The gateway";
  switch (what) {
    case "attempt":
      return `${who} is asked (${reason}).`;
    case "skip":
      return `${who} is passed over: ${words(reason)}.`;
    case "wait":
      return `${who} is waited for: ${words(reason)}.`;
    case "hold":
      return `${who} has sent headers; its first event is waited for.`;
    case "failed":
      return `${who} fails: ${words(reason)}.`;
    case "local":
      return `${who} answers: ${reason === "stale" ? "the last good response" : "a static answer"}.`;
    case "relay":
      return `${who} answers: ${reason}.`;
    case "exhausted":
      return `Nothing is left to try: ${reason}.`;
    case "refuse":
      return `The request is refused: ${words(reason)}.`;
    case "stop":
      return `It ends: ${words(reason)}.`;
  }
}
