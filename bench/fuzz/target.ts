import type { Random } from "./random.ts";

/** Something to be fed with inputs it did not expect. `Input` is plain JSON, so that a finding can be kept and replayed. */
export interface FuzzTarget<Input = unknown> {
  name: string;
  make(random: Random): Input;
  /** What went wrong; undefined when nothing did. Every input starts from the same state. */
  check(input: Input): Promise<string | undefined>;
  /** What only shows after many inputs: memory, descriptors. */
  after(): Promise<string | undefined>;
  stop(): Promise<void>;
}
