import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { BrowserContext, Page } from "@playwright/test";
import { registerApi } from "#lib/catalogue";
import { openapiDocumentFiles } from "#lib/config";
import type { Ctx } from "#lib/db";
import { sha256Hex } from "#lib/ids";
import { createTeam } from "#lib/identity";
import { operationKey } from "#lib/openapi";
import { Closers } from "../scripts/launcher/installation.ts";
import { percentile, rounded } from "./figures.ts";
import { openBrowser, startInstalledPortal } from "./installed-portal.ts";

const VISITS = 7;
const SYNTHETIC_OPERATIONS = 600;
const PREPARED_MS = 60_000;

interface Sample {
  document: string;
  /** From saving the document until the worker has prepared it. */
  preparedMs: number;
  /** The first visit; then the median and the worst of the others. */
  coldMs: number;
  p50Ms: number;
  maxMs: number;
  /** The first visit of a document that nobody has prepared yet; not counted as `interactiveMs`. */
  unpreparedMs: number;
  /** From a key press in the search box until the list shows what matches. */
  searchMs: number;
}

/**
 * Opens the reference page of the largest documents in a browser, on the production build, at an operation. It is interactive
 * when its operation is shown and its search box is React's: then a key is pressed in it, and the list must follow.
 */
export async function main(): Promise<void> {
  const closers = new Closers();
  try {
    const portal = await startInstalledPortal(closers);
    await createTeam(portal.ctx(), { slug: "bench", name: "Bench" });
    const context = await openBrowser(portal, closers);
    await warmUp(context);
    const samples: Sample[] = [];
    for (const [name, text] of documents())
      samples.push(await measure({ ctx: portal.ctx, context, name, text }));
    console.table(samples);
    const interactiveMs = Math.max(...samples.map(({ coldMs, p50Ms }) => Math.max(coldMs, p50Ms)));
    // The last line is one JSON object, for whoever reads it by machine.
    console.log(JSON.stringify({ bench: "reference", visits: VISITS, interactiveMs, samples }));
  } finally {
    await closers.close();
  }
}

/** The server's own first page is not what is measured. */
async function warmUp(context: BrowserContext): Promise<void> {
  const page = await context.newPage();
  await page.goto("/apis");
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.close();
}

/** The largest of our own, or of the folder that OPENAPI_DOCUMENTS names, and one that is made. */
function documents(): [name: string, text: string][] {
  const largest = openapiDocumentFiles().slice(0, 1);
  const read = largest.map((path): [string, string] => [basename(path), readFileSync(path, "utf8")]);
  return [...read, [`${SYNTHETIC_OPERATIONS} operations`, synthetic()]];
}

/** Operations that share 300 schemas, each of which refers to two others. */
function synthetic(): string {
  const schemas = Object.fromEntries(
    Array.from({ length: 300 }, (_, i) => [
      `Thing${i}`,
      {
        type: "object",
        required: ["id"],
        description: `The **thing** number ${i}, with a [link](https://example.com/${i}).`,
        properties: {
          id: { type: "string", format: "uuid" },
          count: { type: "integer", minimum: 0 },
          next: { $ref: `#/components/schemas/Thing${(i + 1) % 300}` },
          other: { $ref: `#/components/schemas/Thing${(i * 7) % 300}` },
        },
      },
    ]),
  );
  const paths = Object.fromEntries(
    Array.from({ length: SYNTHETIC_OPERATIONS }, (_, i) => {
      const schema = { $ref: `#/components/schemas/Thing${i % 300}` };
      const answer = { description: "Here it is.", content: { "application/json": { schema } } };
      const get = { summary: `Read thing ${i}`, tags: [`Part ${i % 20}`], responses: { 200: answer } };
      return [`/things${i}/{id}`, { get }];
    }),
  );
  const info = { title: "Synthetic", version: "1", description: "Many operations." };
  return JSON.stringify({ openapi: "3.1.0", info, paths, components: { schemas } });
}

interface Measuring {
  ctx: () => Ctx;
  context: BrowserContext;
  name: string;
  text: string;
}

async function measure({ ctx, context, name, text }: Measuring): Promise<Sample> {
  const saved = await save(ctx, text, sha256Hex(name).slice(0, 8));
  const times: Times[] = [];
  for (let visit = 0; visit < VISITS; visit++) times.push(await visitOnce(context, saved.path));
  // The same document to its readers, another one by its digest.
  const late = await save(ctx, `${text}\n`, sha256Hex(name).slice(8, 16));
  await ctx().db.preparedDocument.delete({ where: { documentDigest: late.digest } });
  const { interactiveMs: unpreparedMs } = await visitOnce(context, late.path);
  const [cold, ...warm] = times;
  const sorted = warm.map(({ interactiveMs }) => interactiveMs).toSorted((a, b) => a - b);
  return {
    document: name,
    preparedMs: rounded(saved.preparedMs, 0),
    coldMs: rounded(cold?.interactiveMs ?? Number.NaN, 0),
    p50Ms: rounded(percentile(sorted, 50), 0),
    maxMs: rounded(sorted.at(-1) ?? Number.NaN, 0),
    unpreparedMs: rounded(unpreparedMs, 0),
    searchMs: rounded(
      percentile(
        times.map(({ searchMs }) => searchMs),
        50,
      ),
      0,
    ),
  };
}

/** Registers an API and waits until its document is prepared. */
async function save(ctx: () => Ctx, text: string, id: string) {
  const [slug, source] = [`bench-${id}`, { kind: "text", text } as const];
  await registerApi(ctx(), { source, slug, team: "bench", tier: 3, visibility: "public" });
  const from = performance.now();
  const digest = sha256Hex(text);
  const { db } = ctx();
  while (!(await db.preparedDocument.findUnique({ where: { documentDigest: digest } }))) {
    if (performance.now() - from > PREPARED_MS) throw new Error(`The document of ${slug} was not prepared.`);
    await delay(20);
  }
  const preparedMs = performance.now() - from;
  const { method, path } = await db.operation.findFirstOrThrow({
    where: { version: { api: { slug } } },
    orderBy: { position: "desc" },
    select: { method: true, path: true },
  });
  const operation = encodeURIComponent(operationKey(method, path));
  return { digest, preparedMs, path: `/apis/${slug}/reference?operation=${operation}` };
}

interface Times {
  interactiveMs: number;
  searchMs: number;
}

async function visitOnce(context: BrowserContext, path: string): Promise<Times> {
  const page = await context.newPage();
  try {
    return await visit(page, path);
  } finally {
    await page.close();
  }
}

async function visit(page: Page, url: string): Promise<Times> {
  await page.addInitScript(watch);
  await page.goto(url, { waitUntil: "commit" });
  const interactiveMs = await page
    .waitForFunction(() => (window as { understudyReadyMs?: number }).understudyReadyMs)
    .then((handle) => handle.jsonValue());
  const searchMs = await page.evaluate(async () => {
    const input = document.querySelector<HTMLInputElement>('nav[aria-label="Operations"] input');
    const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
    const rows = () => document.querySelectorAll('nav[aria-label="Operations"] a').length;
    const before = rows();
    const from = performance.now();
    setter?.call(input, "thatmatchesnothing");
    input?.dispatchEvent(new Event("input", { bubbles: true }));
    while (rows() === before) await new Promise((resolve) => requestAnimationFrame(resolve));
    return performance.now() - from;
  });
  return { interactiveMs: interactiveMs ?? Number.NaN, searchMs };
}

/** Runs in the page: notes when the operation is shown and React has taken over the search box. */
function watch(): void {
  const look = () => {
    const input = document.querySelector('nav[aria-label="Operations"] input');
    const isAlive = input !== null && Object.keys(input).some((name) => name.startsWith("__reactProps"));
    if (isAlive && document.querySelector("#operation-title")) {
      (window as { understudyReadyMs?: number }).understudyReadyMs = performance.now();
    } else {
      requestAnimationFrame(look);
    }
  };
  requestAnimationFrame(look);
}
