/*
 * `npm run contract:compare -- OLD NEW [--json]`: what a consumer of the OpenAPI document OLD has to know of NEW; either
 * can be `-`, the standard input. Exit code 0: nothing breaking; 1: something is; 2: a document cannot be used. With
 * `--json` the last line of the output is `{"verdict","breaking":[…],"risky":[…],"safe":[…]}`. References into files
 * beside the documents are followed.
 */
import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { VERDICTS, type Comparison, type ContractChange, type Verdict } from "#lib/contract";
import { compareTexts } from "#lib/openapi";
import { BUNDLE_MAX_BYTES, bundleFiles } from "./bundle-files.ts";

const USAGE = "npm run contract:compare -- OLD NEW [--json]";
/** Up to this size in all a comparison gets what it gets on a page; a pipeline has more time, and memory, for more. */
const USUAL_BYTES = 16 * 1024 * 1024;
const USUAL = { timeoutMs: 9_000, memoryMb: 320 };
const MOST = { timeoutMs: 60_000, memoryMb: 2048 };
const STANDARD_INPUT = "-";
const IS_ADDRESS = /^[a-z][a-z0-9+.-]+:\/\//i;

const HEADINGS: Record<Verdict, string> = {
  breaking: "Breaking: consumers that keep to the old document can fail",
  risky: "Risky: they may fail, and the documents cannot decide it",
  safe: "Safe",
};

const options = process.argv.slice(2);
const isJson = options.includes("--json");
const files = options.filter((option) => option !== "--json");
process.exitCode = await main(files).catch((error: unknown) =>
  unusable(error instanceof Error ? error.message : "They could not be compared."),
);

async function main([oldFile, newFile, ...rest]: string[]): Promise<0 | 1 | 2> {
  const unknown = files.find((file) => file.startsWith("--"));
  if (unknown !== undefined) return unusable(`Unknown option ${unknown}. Usage: ${USAGE}`);
  if (oldFile === undefined || newFile === undefined || rest.length > 0)
    return unusable(`Give two files. Usage: ${USAGE}`);
  if (oldFile === STANDARD_INPUT && newFile === STANDARD_INPUT)
    return unusable("Only one of the two can be the standard input.");
  const [old, now] = [await read(oldFile), await read(newFile)];
  if (!old.ok) return unusable(old.problem);
  if (!now.ok) return unusable(now.problem);
  const compared = await compareTexts(old.text, now.text, {
    at: new Date(),
    limits: Buffer.byteLength(old.text) + Buffer.byteLength(now.text) > USUAL_BYTES ? MOST : USUAL,
    maxBytes: BUNDLE_MAX_BYTES,
  });
  if (compared.ok) return tell(compared.comparison);
  const name = { old: oldFile, new: newFile, both: `${oldFile} and ${newFile}` }[compared.which];
  return unusable(`${name}: ${compared.problems.map((problem) => problem.message).join(" ")}`);
}

/** Relative to where npm was called. */
async function read(file: string): Promise<{ ok: true; text: string } | { ok: false; problem: string }> {
  if (IS_ADDRESS.test(file))
    return {
      ok: false,
      problem: `${file} is an address. Fetch it first, and give “-” to read it from a pipe.`,
    };
  const path = resolve(process.env["INIT_CWD"] ?? ".", file);
  try {
    const text = await textOf(file, path);
    if (text !== undefined) return { ok: true, text: await bundleFiles(path, text) };
    return { ok: false, problem: `${file} is larger than ${BUNDLE_MAX_BYTES / 1024 / 1024} MiB.` };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const reasons: Record<string, string | undefined> = {
      ENOENT: "there is no such file",
      EACCES: "it may not be read",
      EISDIR: "it is a folder",
    };
    return { ok: false, problem: `${file} cannot be read: ${reasons[code] ?? code}.` };
  }
}

/** Nothing when it is too large. Pipes have no size to ask for: what is read is counted. */
async function textOf(file: string, path: string): Promise<string | undefined> {
  const input = file === STANDARD_INPUT ? process.stdin : (await open(path)).createReadStream();
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of input) {
    bytes += (part as Buffer).length;
    if (bytes > BUNDLE_MAX_BYTES) return undefined;
    parts.push(part as Buffer);
  }
  return decoded(Buffer.concat(parts));
}

/** As its byte order mark says, else UTF-8: some shells write UTF-16. */
function decoded(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  return bytes.toString("utf8");
}

function unusable(problem: string): 2 {
  console.error(problem);
  // The console is this command's output: JSON on the last line is what pipelines read, also of what cannot be compared.
  if (isJson)
    console.log(JSON.stringify({ verdict: null, breaking: [], risky: [], safe: [], error: problem }));
  return 2;
}

function tell({ notes, verdict, breaking, risky, safe }: Comparison): 0 | 1 {
  for (const note of notes) console.error(`Note: ${note}`);
  // Notes go beside it, so that the output is the verdict alone.
  if (isJson) console.log(JSON.stringify({ verdict, breaking, risky, safe }));
  else console.log(inWords({ breaking, risky, safe }));
  return verdict === "breaking" ? 1 : 0;
}

function inWords(changes: Record<Verdict, ContractChange[]>): string {
  const lines: string[] = [];
  for (const verdict of VERDICTS) {
    if (changes[verdict].length === 0) continue;
    lines.push(`${HEADINGS[verdict]} (${changes[verdict].length})`);
    for (const change of changes[verdict]) lines.push(...told(change));
    lines.push("");
  }
  const [breaking, risky, safe] = VERDICTS.map((verdict) => changes[verdict].length);
  lines.push(`${breaking} breaking, ${risky} risky, ${safe} safe.`);
  return lines.join("\n");
}

function told({ method, path, message, rule, oldPointer, newPointer }: ContractChange): string[] {
  const where = path === undefined ? "" : `${method} ${path}: `;
  return [`  ${where}${message}`, `      ${rule} at ${newPointer ?? oldPointer ?? "the root"}`];
}
