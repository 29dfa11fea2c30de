import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** The Node.js that the project brings along. */
export const PROJECT_NODE = join(ROOT, "node_modules/node/bin/node");

/** @type {(path: string) => string} */
export const inProject = (path) => join(ROOT, path);

/** The text of a file, or "" when there is none. @type {(path: string) => string} */
export function textOf(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

/**
 * SHA-256 over the names and contents of files and folders of the project, without tests and generated code.
 * @type {(paths: string[]) => string}
 */
export function contentStamp(paths) {
  const hash = createHash("sha256");
  for (const path of paths) {
    if (!existsSync(inProject(path))) continue;
    for (const file of filesUnder(path))
      hash
        .update(`${file}\0`)
        .update(readFileSync(inProject(file)))
        .update("\0");
  }
  return hash.digest("hex");
}

/** @type {(path: string) => string[]} */
function filesUnder(path) {
  if (!statSync(inProject(path)).isDirectory()) return [path];
  return readdirSync(inProject(path), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .filter(
      (entry) => !/\.test\.tsx?$/.test(entry.name) && entry.name !== "generated" && entry.name !== "testing",
    )
    .flatMap((entry) =>
      entry.isDirectory() ? filesUnder(`${path}/${entry.name}`) : [`${path}/${entry.name}`],
    );
}
