import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { inProject, PROJECT_NODE, textOf } from "./project.js";
import { done, since, working } from "./say.js";

const NODE_MIN = [20, 19];
const STAMP = inProject("node_modules/.understudy-installed");

/** Throws unless this Node.js can run the bootstrap. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [minMajor = 0, minMinor = 0] = NODE_MIN;
  if (major > minMajor || (major === minMajor && minor >= minMinor)) return;
  throw new Error(
    `Node.js ${NODE_MIN.join(".")} or newer is needed; this is ${process.versions.node}.\n` +
      "Install a current one from https://nodejs.org or with your package manager, then run this again.",
  );
}

/** Brings node_modules in step with package-lock.json. @returns {boolean} whether anything was installed */
export function ensureInstalled() {
  const stamp = createHash("sha256")
    .update(textOf(inProject("package-lock.json")))
    .digest("hex");
  if (textOf(STAMP) === stamp && existsSync(PROJECT_NODE)) return false;
  const installed = !isInStep();
  if (installed) install();
  if (!existsSync(PROJECT_NODE)) fetchNode();
  writeFileSync(STAMP, stamp);
  return installed;
}

/** Whether what npm says it installed is what the lock file wants; packages for other platforms do not count. */
function isInStep() {
  const have = packagesOf("node_modules/.package-lock.json");
  const want = packagesOf("package-lock.json");
  if (have === undefined || want === undefined) return false;
  return Object.entries(want).every(
    ([path, entry]) =>
      path === "" || (have[path] ? have[path].version === entry.version : entry.optional === true),
  );
}

/** @type {(path: string) => Record<string, { version?: string, optional?: boolean }> | undefined} */
function packagesOf(path) {
  const text = textOf(inProject(path));
  return text === "" ? undefined : JSON.parse(text).packages;
}

function install() {
  const started = Date.now();
  working("Installing packages (first time, or the lock file changed)");
  npm(["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"]);
  done(`Packages installed in ${since(started)}`);
}

/** Install scripts may be switched off on this machine; the project's Node.js needs its own. */
function fetchNode() {
  working("Fetching the project's Node.js");
  npm(["rebuild", "node", "--ignore-scripts=false", "--loglevel=error"]);
  if (existsSync(PROJECT_NODE)) return;
  throw new Error(
    "The project's own Node.js 24 (the npm package `node`) could not be installed.\n" +
      "Check that npm reaches its registry and may run install scripts, then run `npm ci` and this again.",
  );
}

/** @type {(args: string[]) => void} */
function npm(args) {
  const cli = process.env.npm_execpath;
  const [command, ...rest] = cli?.endsWith(".js") ? [process.execPath, cli, ...args] : ["npm", ...args];
  // Prisma's install script would download an engine that nothing here uses.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: "1" };
  const run = spawnSync(command, rest, { cwd: inProject("."), env, stdio: ["ignore", "inherit", "inherit"] });
  if (run.status === 0) return;
  throw new Error(`\`npm ${args.join(" ")}\` failed${run.error ? `: ${run.error.message}` : ""}.`);
}
