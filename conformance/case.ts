import type { Gateway } from "./adapter.ts";
import { Stage, type Patience } from "./stage.ts";
import type { Verdict } from "./verdict.ts";

/** One case of fallback/v1's conformance. */
export interface Case {
  /** `c01` … */
  id: string;
  /** What it proves, as a sentence. */
  proves: string;
  play(stage: Stage): Promise<void>;
}

const CASE_MS = 120_000;

/** The check that fails when a case breaks. */
export const UNPLAYED = "the case can be played to its end";

/** Plays a case on a gateway. Never rejects: a case that breaks or does not end is a failed one. */
export async function runCase(gateway: Gateway, { id, play }: Case, patience?: Patience): Promise<Verdict> {
  const stage = new Stage(gateway, id, patience);
  try {
    await stage.part(() => inTime(play(stage)));
  } catch (error) {
    stage.check(UNPLAYED, false, error);
  }
  await stage.stop();
  return stage.verdict();
}

async function inTime(playing: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no end within ${CASE_MS} ms`)), CASE_MS);
  });
  try {
    await Promise.race([playing, late]);
  } finally {
    clearTimeout(timer);
  }
}
