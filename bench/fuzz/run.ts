import { keep } from "./corpus.ts";
import { Random } from "./random.ts";
import { TARGETS } from "./targets.ts";

export interface FuzzResult {
  target: string;
  inputs: number;
  problems: string[];
}

/** An input's own seed: a finding can be made again without the inputs before it. */
function seedOf(seed: number, n: number): number {
  return (Math.imul(seed, 0x9e3779b1) + n) >>> 0;
}

const MAX_PROBLEMS = 10;

/** Feeds a target for as long as given. Every finding is written into the corpus. */
export async function fuzz(
  name: string,
  { seconds, seed }: { seconds: number; seed: number },
): Promise<FuzzResult> {
  const target = await TARGETS[name]?.();
  if (!target) throw new Error(`There is no target ${name}.`);
  const problems: string[] = [];
  const endAt = performance.now() + seconds * 1000;
  let inputs = 0;
  try {
    for (; performance.now() < endAt && problems.length < MAX_PROBLEMS; inputs++) {
      const input = target.make(new Random(seedOf(seed, inputs)));
      const problem = await target
        .check(input)
        .catch((error: unknown) => `it threw: ${(error as Error).stack}`);
      if (problem === undefined) continue;
      problems.push(problem);
      console.log(`${name}: ${problem}\n  ${keep({ target: name, seed, problem, input })}`);
    }
    const late = await target.after();
    if (late !== undefined) problems.push(late);
  } finally {
    await target.stop();
  }
  return { target: name, inputs, problems };
}
