import { readFile, stat } from "node:fs/promises";
import { dirname, relative, resolve, sep } from "node:path";
import { parseText } from "#lib/openapi";

/** Of a document with all its files. The largest that are published, such as GitHub's, are above what a portal takes. */
export const BUNDLE_MAX_BYTES = 64 * 1024 * 1024;
const FILES_MAX = 500;
/** Where what other files hold is put in the one document. */
const MEMBER = "x-files";
const HAS_FILE_REFERENCE = /\$ref["']?\s*:\s*["']?[^#\s"']/;
const IS_URL = /^[a-z][a-z0-9+.-]+:/i;

type JsonObject = { [key: string]: unknown };

interface Part {
  path: string;
  /** As it is named in the one document: the path from the folder of the document. */
  name: string;
  value: unknown;
}

interface Bundle {
  root: Part;
  /** By path; nothing where a file cannot be used. */
  parts: Map<string, Part | undefined>;
  bytes: number;
  waiting: Part[];
}

/**
 * The text of an OpenAPI document whose references into other files are part of it. What cannot be read (an address, a
 * file that is missing or no YAML, more than 500 files or 64 MiB in all) stays a reference out of the document.
 */
export async function bundleFiles(path: string, text: string): Promise<string> {
  if (!HAS_FILE_REFERENCE.test(text)) return text;
  const parsed = parseText(text);
  if (!parsed.ok || !isObject(parsed.value)) return text;
  const root: Part = { path, name: "", value: parsed.value };
  const bundle: Bundle = { root, parts: new Map([[path, root]]), bytes: text.length, waiting: [root] };
  for (let part = bundle.waiting.pop(); part; part = bundle.waiting.pop()) await rewrite(bundle, part);
  const others = [...bundle.parts.values()].filter((part) => part !== undefined && part !== root);
  const files = Object.fromEntries(others.map((part) => [part?.name, part?.value]));
  try {
    return JSON.stringify({ ...parsed.value, [MEMBER]: files });
  } catch {
    // YAML can contain itself.
    return text;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Lets each reference in one part lead to the same place of the one document. */
async function rewrite(bundle: Bundle, part: Part): Promise<void> {
  const seen = new Set<unknown>();
  const waiting = [part.value];
  for (let index = 0; index < waiting.length; index++) {
    const value = waiting[index];
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    if (isObject(value) && typeof value["$ref"] === "string")
      value["$ref"] = await moved(bundle, part, value["$ref"]);
    waiting.push(...Object.values(value));
  }
}

async function moved(bundle: Bundle, from: Part, reference: string): Promise<string> {
  const [file = "", fragment = ""] = reference.split("#", 2);
  if (IS_URL.test(file) || (file === "" && from === bundle.root)) return reference;
  const to = file === "" ? from : await load(bundle, resolve(dirname(from.path), decoded(file)));
  if (!to) return reference;
  if (to === bundle.root) return `#${fragment}`;
  return `#/${MEMBER}/${to.name.replaceAll("~", "~0").replaceAll("/", "~1")}${fragment}`;
}

function decoded(file: string): string {
  try {
    return decodeURIComponent(file);
  } catch {
    return file;
  }
}

async function load(bundle: Bundle, path: string): Promise<Part | undefined> {
  if (bundle.parts.has(path)) return bundle.parts.get(path);
  const value = bundle.parts.size < FILES_MAX ? await read(bundle, path) : undefined;
  const name = relative(dirname(bundle.root.path), path).split(sep).join("/");
  const part = value === undefined ? undefined : { path, name, value };
  bundle.parts.set(path, part);
  if (part) bundle.waiting.push(part);
  return part;
}

async function read(bundle: Bundle, path: string): Promise<unknown> {
  try {
    const found = await stat(path);
    bundle.bytes += found.size;
    if (!found.isFile() || bundle.bytes > BUNDLE_MAX_BYTES) return undefined;
    const parsed = parseText(await readFile(path, "utf8"));
    return parsed.ok ? parsed.value : undefined;
  } catch {
    return undefined;
  }
}
