import { expect, test } from "vitest";
import { findingsOf } from "./corpus.ts";
import { fuzz } from "./run.ts";
import { TARGETS } from "./targets.ts";

const SECONDS = 5;
/** An input may cost its target's whole patience. */
const PATIENT_MS = 120_000;
/** Another one each week: what a week's runs share can be repeated. */
const SEED = Math.floor(Date.now() / 604_800_000);

test.each(Object.keys(TARGETS))(
  "what once went wrong with %s does not any more",
  async (name) => {
    const target = await TARGETS[name]?.();
    for (const { input, problem } of findingsOf(name))
      expect([problem, await target?.check(input)]).toEqual([problem, undefined]);
    await target?.stop();
  },
  PATIENT_MS,
);

test.each(Object.keys(TARGETS))(
  "some seconds of fuzzing %s find nothing",
  async (name) => {
    const { inputs, problems } = await fuzz(name, { seconds: SECONDS, seed: SEED });
    expect(problems).toEqual([]);
    expect(inputs).toBeGreaterThan(0);
  },
  PATIENT_MS,
);
