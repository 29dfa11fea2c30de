import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { ensureBuilt } from "../bootstrap/ensure-built.js";
import { inProject, PROJECT_NODE, textOf } from "../bootstrap/project.js";
import { fail } from "../bootstrap/say.js";

/**
 * What came of a step.
 * `flaky`: the tests among the passed that needed a second try, which only CI has.
 * @typedef {{ name: string, passed: number, failed: number, skipped: number, ms: number, flaky?: string[], notRun?: string }} Outcome
 * @typedef {Pick<Outcome, "passed" | "failed" | "skipped" | "flaky">} Counts
 */

/** @type {Record<string, string>} */
const TOOLS = {
  oxfmt: "node_modules/oxfmt/bin/oxfmt",
  oxlint: "node_modules/oxlint/bin/oxlint",
  next: "node_modules/next/dist/bin/next",
  tsc: "node_modules/typescript/bin/tsc",
  knip: "node_modules/knip/bin/knip.js",
  vitest: "node_modules/vitest/vitest.mjs",
  playwright: "node_modules/@playwright/test/cli.js",
};

/** Runs a tool of the project; its output is shown as it comes. @type {(tool: string, args: string[], env?: Record<string, string>) => boolean} */
function run(tool, args, env = {}) {
  const path = [inProject("node_modules/.bin"), env["PATH"] ?? process.env.PATH ?? ""].join(delimiter);
  const result = spawnSync(PROJECT_NODE, [inProject(TOOLS[tool] ?? ""), ...args], {
    cwd: inProject("."),
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...plainUnlessTerminal(), NEXT_TELEMETRY_DISABLED: "1", ...env, PATH: path },
  });
  return result.status === 0;
}

/** Colours only where somebody sees them; tools differ in how they guess. */
function plainUnlessTerminal() {
  return process.stdout.isTTY ? {} : { NO_COLOR: "1", FORCE_COLOR: undefined };
}

/** A check that passes or fails as one. @type {(name: string, check: () => boolean) => Outcome} */
function single(name, check) {
  const startedMs = Date.now();
  const ok = check();
  return { name, passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0, ms: Date.now() - startedMs };
}

/** Tests that report their numbers as JSON into a file. @type {(name: string, runInto: (file: string) => boolean, read: (report: any) => Counts) => Outcome} */
function counted(name, runInto, read) {
  const startedMs = Date.now();
  const file = join(tmpdir(), `understudy-${name}-${process.pid}.json`);
  const ok = runInto(file);
  const counts = readCounts(file, read);
  rmSync(file, { force: true });
  // A run that fails without a failed test (a broken set-up, an unhandled error) is a failure all the same.
  const failed = ok ? counts.failed : Math.max(1, counts.failed);
  return { name, ...counts, failed, ms: Date.now() - startedMs };
}

/** @type {(file: string, read: (report: any) => Counts) => Counts} */
function readCounts(file, read) {
  try {
    return read(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

export const formatting = () => single("format", () => run("oxfmt", ["--check", "."]));
export const linting = () => single("lint", () => run("oxlint", ["--type-aware", "--deny-warnings", "."]));
export const types = () =>
  single("types", () => run("next", ["typegen"]) && run("tsc", ["--noEmit", "-p", "."]));
export const deadCode = () => single("dead code", () => run("knip", ["--treat-config-hints-as-errors"]));

/** @type {(name: string, projects: string[], env?: Record<string, string>) => Outcome} */
export function vitest(name, projects, env = {}) {
  return counted(
    name,
    (file) =>
      run(
        "vitest",
        [
          "run",
          ...projects.flatMap((project) => ["--project", project]),
          "--reporter=default",
          "--reporter=json",
          `--outputFile.json=${file}`,
        ],
        env,
      ),
    (report) => ({
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests,
    }),
  );
}

export const build = () =>
  single("build", () => {
    try {
      ensureBuilt();
      return true;
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
      return false;
    }
  });

/** @type {(chromium: string) => Outcome} */
export function browser(chromium) {
  return counted(
    "browser",
    (file) =>
      run("playwright", ["test", "--reporter=list,json"], {
        CHROMIUM_PATH: chromium,
        PLAYWRIGHT_JSON_OUTPUT_NAME: file,
      }),
    (report) => ({
      passed: report.stats.expected + report.stats.flaky,
      flaky: flakyIn(report.suites),
      failed: report.stats.unexpected,
      skipped: report.stats.skipped,
    }),
  );
}

/** The titles of tests that passed at their second try, from Playwright's report. @type {(suites?: any[]) => string[]} */
export function flakyIn(suites = []) {
  return suites.flatMap((suite) => [
    ...flakyIn(suite.suites),
    ...(suite.specs ?? []).flatMap((/** @type {any} */ spec) =>
      spec.tests
        .filter((/** @type {any} */ test) => test.status === "flaky")
        .map((/** @type {any} */ test) => `${spec.file}:${spec.line} ${spec.title} (${test.projectName})`),
    ),
  ]);
}

/** Where tests leave a line for each suite that lacked something; written by lib/testing. */
const NOT_RUN_FILE = inProject("test-results/not-run.txt");

export const forgetNotRun = () => rmSync(NOT_RUN_FILE, { force: true });

/** The suites that could not run, each with its reason. @type {() => Outcome[]} */
export function suitesNotRun() {
  const lines = textOf(NOT_RUN_FILE)
    .split("\n")
    .filter((line) => line !== "");
  return [...new Set(lines)].map((line) =>
    notRun(line.split(": ")[0] ?? "", line.split(": ").slice(1).join(": ")),
  );
}

/** @type {(name: string, reason: string) => Outcome} */
export const notRun = (name, reason) => ({ name, passed: 0, failed: 0, skipped: 0, ms: 0, notRun: reason });
