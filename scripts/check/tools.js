import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline/promises";
import { inProject, PROJECT_NODE } from "../bootstrap/project.js";
import { working } from "../bootstrap/say.js";

/**
 * A program that some tests need.
 * @typedef {object} Tool
 * @property {string} variable the variable that names its path, also for the tests
 * @property {string[]} names as it is found on the PATH
 * @property {string[]} places where it is otherwise
 * @property {string} debianPackage
 */

/** @type {Tool} */
export const CHROMIUM = {
  variable: "CHROMIUM_PATH",
  names: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"],
  places: [
    "/usr/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ],
  debianPackage: "chromium",
};

/** @type {Tool} */
export const ETCD = {
  variable: "ETCD_PATH",
  names: ["etcd"],
  places: ["/usr/bin/etcd", "/usr/local/bin/etcd", "/opt/homebrew/bin/etcd"],
  debianPackage: "etcd-server",
};

/** @type {Tool} */
export const HAPROXY = {
  variable: "HAPROXY_PATH",
  names: ["haproxy"],
  places: ["/usr/sbin/haproxy", "/usr/local/sbin/haproxy", "/opt/homebrew/bin/haproxy"],
  debianPackage: "haproxy",
};

/** @type {Tool} */
export const NGINX = {
  variable: "NGINX_PATH",
  names: ["nginx"],
  places: ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/opt/homebrew/bin/nginx"],
  debianPackage: "nginx",
};

/** @type {Tool} */
export const REDIS = {
  variable: "REDIS_PATH",
  names: ["redis-server"],
  places: ["/usr/bin/redis-server", "/usr/local/bin/redis-server", "/opt/homebrew/bin/redis-server"],
  debianPackage: "redis-server",
};

const BROWSER_DOWNLOAD_MS = 240_000;

/**
 * Where the tool is, after getting it when it is not there; undefined when it cannot be had.
 * @type {(tool: Tool) => Promise<string | undefined>}
 */
export async function obtain(tool) {
  const found = find(tool);
  if (found) return found;
  if (await mayInstall(tool)) aptInstall(tool.debianPackage);
  return find(tool) ?? (tool === CHROMIUM ? playwrightChromium() : undefined);
}

/** @type {(tool: Tool) => string | undefined} */
function find(tool) {
  const named = process.env[tool.variable];
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`${tool.variable} names ${named}, which does not exist.`);
  }
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const onPath = folders.flatMap((folder) => tool.names.map((name) => join(folder, name)));
  return [...onPath, ...tool.places].find((path) => existsSync(path));
}

/** System packages are installed only when that is wanted: INSTALL_SYSTEM=1, or a yes at the terminal. */
async function mayInstall(/** @type {Tool} */ tool) {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return false;
  if (process.env.INSTALL_SYSTEM === "1") return true;
  if (!process.stdin.isTTY || process.env.CI) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(
    `  Install the system package ${tool.debianPackage} for the tests? [y/N] `,
  );
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

let listsAreFresh = false;

/** @type {(name: string) => void} */
function aptInstall(name) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const options = { stdio: /** @type {const} */ (["ignore", "ignore", "inherit"]), env };
  working(`Installing ${name}`);
  if (!listsAreFresh) spawnSync("apt-get", ["update", "-qq"], options);
  listsAreFresh = true;
  spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", name], options);
}

/** Playwright's own browser: there already, or downloaded where its host can be reached. */
function playwrightChromium() {
  const ask = 'import { chromium } from "@playwright/test"; console.log(chromium.executablePath());';
  const asked = spawnSync(PROJECT_NODE, ["--input-type=module", "-e", ask], {
    cwd: inProject("."),
    encoding: "utf8",
  });
  const path = asked.stdout?.trim();
  if (!path) return undefined;
  if (!existsSync(path)) {
    working("Downloading Playwright's Chromium");
    spawnSync(PROJECT_NODE, [inProject("node_modules/@playwright/test/cli.js"), "install", "chromium"], {
      stdio: ["ignore", "ignore", "inherit"],
      timeout: BROWSER_DOWNLOAD_MS,
    });
  }
  const works = existsSync(path) && spawnSync(path, ["--version"], { timeout: 20_000 }).status === 0;
  return works ? path : undefined;
}
