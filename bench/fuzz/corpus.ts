import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256Hex } from "#lib/ids";

const FOLDER = fileURLToPath(new URL("corpus", import.meta.url));

/** An input that once went wrong; committed, and replayed by the tests for good. */
export interface Finding {
  target: string;
  /** Of the run that found it. */
  seed: number;
  problem: string;
  input: unknown;
}

/** The path it was written to. */
export function keep(finding: Finding): string {
  const name = `${finding.target}-${sha256Hex(JSON.stringify(finding.input)).slice(0, 12)}.json`;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, name), `${JSON.stringify(finding, null, 2)}\n`);
  return join(FOLDER, name);
}

export function findingsOf(target: string): Finding[] {
  return readdirSync(FOLDER)
    .filter((name) => name.startsWith(`${target}-`) && name.endsWith(".json"))
    .map((name) => JSON.parse(readFileSync(join(FOLDER, name), "utf8")) as Finding);
}
