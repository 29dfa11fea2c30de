#!/usr/bin/env node
/*
 * `npm start` and `npm run demo`: installs, generates and builds what is missing, then runs the product on the
 * project's own Node.js (`--help` says what it takes). Plain JavaScript: this runs on whatever Node.js the machine has.
 */
import { spawn } from "node:child_process";
import { ensureBuilt, ensureGenerated } from "./bootstrap/ensure-built.js";
import { checkNode, ensureInstalled } from "./bootstrap/ensure-installed.js";
import { inProject, PROJECT_NODE } from "./bootstrap/project.js";
import { bold, fail, line } from "./bootstrap/say.js";
import { startOptions, USAGE } from "./bootstrap/start-options.js";
import { watchNpm } from "./bootstrap/watch-npm.js";

const asked = startOptions(process.argv.slice(2));
if ("unknown" in asked) {
  fail(`${asked.unknown} is not an option of it. \`npm start -- --help\` says what it takes.`);
  process.exit(2);
}
if (asked.run === "help") {
  console.log(USAGE);
  process.exit(0);
}
const main = asked.run === "demo" ? "demo/main.ts" : "scripts/launcher.ts";

try {
  checkNode();
  line();
  line(bold("Understudy"));
  line();
  ensureInstalled();
  ensureGenerated();
  ensureBuilt();
  run();
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

/** Runs the launcher in a process group of its own, so that Ctrl-C reaches it once, from here. */
function run() {
  const child = spawn(PROJECT_NODE, [inProject(main)], {
    cwd: inProject("."),
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    detached: true,
  });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => child.kill(signal));
  }
  watchNpm(() => child.kill("SIGTERM"));
  child.on("exit", (code) => process.exit(code ?? 1));
  child.on("error", (error) => {
    fail(error.message);
    process.exit(1);
  });
}
