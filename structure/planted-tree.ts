import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const PROJECT = resolve(import.meta.dirname, "..");
const CONFIGURATION = [".oxlintrc.json", "tsconfig.json", "package.json"];

export interface Diagnostic {
  code: string;
  message: string;
  filename: string;
}

/** A folder with the project's own configuration and nothing else but these files. */
export function plantTree(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "understudy-structure-"));
  for (const name of CONFIGURATION) cpSync(join(PROJECT, name), join(folder, name));
  symlinkSync(join(PROJECT, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, ".gitignore"), "node_modules\n");
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** What the linter says about a tree, by file. */
export function lint(folder: string): Map<string, Diagnostic[]> {
  const result = run(folder, "oxlint/bin/oxlint", ["--type-aware", "--format", "json", "."]);
  const { diagnostics } = JSON.parse(result.stdout) as { diagnostics: Diagnostic[] };
  return Map.groupBy(diagnostics, (diagnostic) => diagnostic.filename.replace(/^\.\//, ""));
}

export function typeCheck(folder: string): string {
  return run(folder, "typescript/bin/tsc", ["--noEmit", "-p", ".", "--incremental", "false"]).stdout;
}

/** Runs one file as the gateway and the worker are run: on plain Node, without a build. */
export function execute(folder: string, file: string): { ok: boolean; output: string } {
  const result = spawnSync(process.execPath, [file], { cwd: folder, encoding: "utf8" });
  return { ok: result.status === 0, output: `${result.stdout}${result.stderr}` };
}

function run(folder: string, tool: string, args: string[]) {
  return spawnSync(process.execPath, [join(PROJECT, "node_modules", tool), ...args], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 32 * 1024 * 1024,
  });
}
