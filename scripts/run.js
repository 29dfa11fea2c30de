#!/usr/bin/env node
/*
 * `node scripts/run.js <file.ts> …` runs a program of the project on the project's Node.js, after installing and
 * generating what is missing. Plain JavaScript: this runs on whatever Node.js the machine has.
 */
import { spawnSync } from "node:child_process";
import { ensureGenerated } from "./bootstrap/ensure-built.js";
import { checkNode, ensureInstalled } from "./bootstrap/ensure-installed.js";
import { inProject, PROJECT_NODE } from "./bootstrap/project.js";
import { fail } from "./bootstrap/say.js";

const [program = "", ...args] = process.argv.slice(2);
try {
  checkNode();
  ensureInstalled();
  ensureGenerated();
  const run = spawnSync(PROJECT_NODE, [inProject(program), ...args], {
    cwd: inProject("."),
    env: { NODE_COMPILE_CACHE: inProject("node_modules/.cache/node"), ...process.env },
    stdio: "inherit",
  });
  // 1 is what programs say of their matter, such as "something is breaking".
  process.exitCode = run.status ?? 2;
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
