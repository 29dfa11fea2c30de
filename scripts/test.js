#!/usr/bin/env node
/*
 * `npm test`: everything, in order, and a table of what came of it. `npm run verify` (--verify): only what needs no
 * database and no browser. Plain JavaScript: this runs on whatever Node.js the machine has.
 *
 * INSTALL_SYSTEM=1 allows system packages (Debian, as root); REQUIRE_ALL=1 makes "not run" a failure.
 */
import { delimiter, dirname } from "node:path";
import { ensureGenerated } from "./bootstrap/ensure-built.js";
import { checkNode, ensureInstalled } from "./bootstrap/ensure-installed.js";
import { bold, fail, line } from "./bootstrap/say.js";
import { report } from "./check/report.js";
import * as steps from "./check/steps.js";
import { CHROMIUM, ETCD, obtain } from "./check/tools.js";

const onlyVerify = process.argv.includes("--verify");

try {
  checkNode();
  ensureInstalled();
  ensureGenerated();
  const outcomes = verify();
  if (!onlyVerify) outcomes.push(...(await everythingElse()));
  process.exitCode = report(outcomes, process.env.REQUIRE_ALL === "1");
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
  console.log("0 passed, 1 failed");
  process.exitCode = 1;
}

function verify() {
  return [
    announced("Format", steps.formatting),
    announced("Lint", steps.linting),
    announced("Types", steps.types),
    announced("Dead code", steps.deadCode),
    announced("Structure and unit tests", () => steps.vitest("unit", ["unit", "structure"])),
  ];
}

async function everythingElse() {
  const etcd = await obtain(ETCD);
  const chromium = await obtain(CHROMIUM);
  const withEtcd = etcd ? { PATH: [dirname(etcd), process.env.PATH ?? ""].join(delimiter) } : undefined;
  steps.forgetNotRun();
  const outcomes = [
    announced("Database and store tests", () => steps.vitest("database", ["db"], withEtcd)),
    announced("Gateway tests", () => steps.vitest("gateway", ["gateway"], withEtcd)),
    announced("Production build", steps.build),
  ];
  if (!etcd)
    outcomes.push(steps.notRun("etcd driver", "no etcd: set ETCD_PATH, or install the package etcd-server"));
  if (outcomes.some((outcome) => outcome.name === "build" && outcome.failed > 0)) {
    outcomes.push(steps.notRun("browser", "the build failed"));
  } else if (!chromium) {
    outcomes.push(steps.notRun("browser", "no Chromium: set CHROMIUM_PATH, or install the package chromium"));
  } else {
    outcomes.push(announced("Browser tests on the production build", () => steps.browser(chromium)));
  }
  return outcomes;
}

/** @type {(title: string, step: () => import("./check/steps.js").Outcome) => import("./check/steps.js").Outcome} */
function announced(title, step) {
  line();
  line(bold(title));
  return step();
}
