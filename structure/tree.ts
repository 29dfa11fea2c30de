import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

const PROJECT = resolve(import.meta.dirname, "..");
const SKIPPED = new Set([
  "node_modules",
  ".next",
  ".git",
  "generated",
  ".understudy",
  ".understudy-demo",
  "test-results",
]);

export interface SourceFile {
  path: string;
  text: string;
}

/** The files of some folders whose path matches, with their text. */
export function filesIn(folders: string[], matching: RegExp): SourceFile[] {
  return folders
    .flatMap((folder) => pathsUnder(folder))
    .filter((path) => matching.test(path))
    .map((path) => ({ path, text: readFileSync(join(PROJECT, path), "utf8") }));
}

export function exists(path: string): boolean {
  return statSync(join(PROJECT, path), { throwIfNoEntry: false }) !== undefined;
}

function pathsUnder(folder: string): string[] {
  return readdirSync(join(PROJECT, folder), { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return [];
    const path = folder === "." ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? pathsUnder(path) : [path];
  });
}

export function linesOf(text: string): number {
  return text.trimEnd().split("\n").length;
}
