import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { contentStamp, inProject, PROJECT_NODE, textOf } from "./project.js";
import { done, since, working } from "./say.js";

const GENERATED_FROM = ["prisma/schema.prisma", "prisma.config.ts", "package-lock.json"];
const BUILT_FROM = [
  "app",
  "components",
  "lib",
  "public",
  "prisma/schema.prisma",
  "next.config.ts",
  "postcss.config.mjs",
  "proxy.ts",
  "instrumentation.ts",
  "instrumentation-client.ts",
  "tsconfig.json",
  "package.json",
  "package-lock.json",
];
const GENERATE_STAMP = inProject("lib/db/generated/.stamp");
const BUILD_STAMP = inProject(".next/understudy-build-stamp");

/** Generates the database client when the schema changed. */
export function ensureGenerated() {
  const stamp = contentStamp(GENERATED_FROM);
  if (textOf(GENERATE_STAMP) === stamp && existsSync(inProject("lib/db/generated/client.ts"))) return;
  // Generating needs no engine: any file that exists keeps Prisma from downloading one.
  run(["node_modules/prisma/build/index.js", "generate"], {
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    CHECKPOINT_DISABLE: "1",
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
  });
  writeStamp(GENERATE_STAMP, stamp);
  done("Database client generated");
}

/** Builds the portal when its sources changed. @returns {boolean} whether it built */
export function ensureBuilt() {
  const stamp = contentStamp(BUILT_FROM);
  if (textOf(BUILD_STAMP) === stamp && existsSync(inProject(".next/BUILD_ID"))) return false;
  const started = Date.now();
  working("Building the portal");
  run(["node_modules/next/dist/bin/next", "build"], { NODE_ENV: "production" });
  writeStamp(BUILD_STAMP, stamp);
  done(`Portal built in ${since(started)}`);
  return true;
}

/** Runs a Node.js tool of the project; its output is shown only when it fails. @type {(args: string[], env: Record<string, string>) => void} */
function run(args, env) {
  const result = spawnSync(PROJECT_NODE, args, {
    cwd: inProject("."),
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...env },
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.status === 0) return;
  throw new Error(
    `${args.join(" ")} failed.\n${result.stdout ?? ""}${result.stderr ?? ""}${result.error ?? ""}`,
  );
}

/** @type {(path: string, stamp: string) => void} */
function writeStamp(path, stamp) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, stamp);
}
