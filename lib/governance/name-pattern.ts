import { z } from "zod";

/** A pattern of names: `#` stands for a number, `*` for anything, all else for itself. */
export const NamePattern = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[a-z0-9.#*-]+$/, "Lower-case letters, digits, dots and hyphens; # for a number, * for anything.");

/** Whether a name fits a pattern. In time proportional to both lengths: patterns are other people's. */
export function fitsPattern(pattern: string, name: string): boolean {
  let states = closed(pattern, [0]);
  for (const character of name) {
    const next = new Set<number>();
    for (const at of states) for (const to of stepsOf(pattern, at, character)) next.add(to);
    states = closed(pattern, [...next]);
  }
  return states.has(pattern.length);
}

function stepsOf(pattern: string, at: number, character: string): number[] {
  const part = pattern[at];
  if (part === "*") return [at];
  if (part === "#") return /^\d$/.test(character) ? [at, at + 1] : [];
  return part === character ? [at + 1] : [];
}

/** `*` may stand for nothing. */
function closed(pattern: string, states: readonly number[]): Set<number> {
  const all = new Set(states);
  for (const at of all) if (pattern[at] === "*") all.add(at + 1);
  return all;
}
