#!/usr/bin/env node
/*
 * `npm test`: everything, in order, and a table of what came of it. `npm run verify` (--verify): only what needs no
 * database and no browser; `npm run e2e` (--browser): only the build and the browser. Plain JavaScript: this runs on whatever Node.js the machine has.
 *
 * INSTALL_SYSTEM=1 allows system packages (Debian, as root); REQUIRE_ALL=1 makes "not run" a failure.
 */
import { delimiter, dirname } from "node:path";
import { ensureGenerated } from "./bootstrap/ensure-built.js";
import { checkNode, ensureInstalled } from "./bootstrap/ensure-installed.js";
import { bold, fail, line } from "./bootstrap/say.js";
import { report } from "./check/report.js";
import * as steps from "./check/steps.js";
import { CHROMIUM, ETCD, HAPROXY, NGINX, obtain, REDIS } from "./check/tools.js";

const only = ["verify", "browser"].find((part) => process.argv.includes(`--${part}`));

try {
  checkNode();
  ensureInstalled();
  ensureGenerated();
  steps.forgetNotRun();
  const outcomes = [
    ...(only === "browser" ? [] : verify()),
    ...(only ? [] : await withDatabase()),
    ...(only === "verify" ? [] : await onBuild()),
    ...steps.suitesNotRun(),
  ];
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

async function withDatabase() {
  const withStores = await onPath(ETCD, REDIS);
  return [
    announced("Database and store tests", () => steps.vitest("database", ["db"], withStores)),
    announced("Gateway tests", () => steps.vitest("gateway", ["gateway"], withStores)),
    await conformance(),
  ];
}

async function conformance() {
  const withPeers = await onPath(ETCD, HAPROXY, NGINX);
  return announced("Conformance of gateways", () => steps.vitest("conformance", ["conformance"], withPeers));
}

/** A PATH on which the tools are found, those that could be had. */
async function onPath(/** @type {import("./check/tools.js").Tool[]} */ ...tools) {
  const folders = [];
  for (const tool of tools) {
    const path = await obtain(tool);
    if (path) folders.push(dirname(path));
  }
  return { PATH: [...folders, process.env.PATH ?? ""].join(delimiter) };
}

async function onBuild() {
  const build = announced("Production build", steps.build);
  if (build.failed > 0)
    return [build, steps.notRun("outages", "the build failed"), steps.notRun("browser", "the build failed")];
  const outages = only === "browser" ? [] : [await outageTests()];
  return [build, ...outages, await browserTests()];
}

async function outageTests() {
  const withEtcd = await onPath(ETCD);
  return announced("Outage tests on a whole installation", () =>
    steps.vitest("outages", ["installation"], withEtcd),
  );
}

async function browserTests() {
  const chromium = await obtain(CHROMIUM);
  if (chromium) return announced("Browser tests on the production build", () => steps.browser(chromium));
  return steps.notRun("browser", "no Chromium: set CHROMIUM_PATH, or install the package chromium");
}

/** @type {(title: string, step: () => import("./check/steps.js").Outcome) => import("./check/steps.js").Outcome} */
function announced(title, step) {
  line();
  line(bold(title));
  return step();
}
