import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { chromium, type BrowserContext, type Page } from "@playwright/test";
import { encode } from "next-auth/jwt";
import { registerApi } from "#lib/catalogue";
import { launcherConfig, openapiDocumentFiles } from "#lib/config";
import { openDb, type Ctx, type Db } from "#lib/db";
import { createTeam } from "#lib/identity";
import { operationKey } from "#lib/openapi";
import { Closers, startInstallation } from "../scripts/launcher/installation.ts";
import { percentile, rounded } from "./figures.ts";
import { freePort } from "./free-port.ts";

const VISITS = 7;
const SYNTHETIC_OPERATIONS = 600;
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

interface Sample {
  document: string;
  /** The first visit, for which the document is prepared; then the median and the worst of the others. */
  coldMs: number;
  p50Ms: number;
  maxMs: number;
  /** From a key press in the search box until the list shows what matches. */
  searchMs: number;
}

/**
 * Opens the reference page of the largest documents in a browser, on the production build, at an operation. It is interactive
 * when its operation is shown and its search box is React's: then a key is pressed in it, and the list must follow.
 */
export async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "understudy-bench-reference-"));
  const closers = new Closers();
  try {
    const { portalUrl, ctx, cookie } = await install(folder, closers);
    const browser = await chromium.launch({
      ...(existsSync("/usr/bin/chromium") ? { executablePath: "/usr/bin/chromium" } : {}),
      args: ["--no-sandbox", "--disable-gpu"],
    });
    await closers.add(() => browser.close());
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, baseURL: portalUrl });
    await context.addCookies([{ name: "next-auth.session-token", value: cookie, url: portalUrl }]);
    await warmUp(context);
    const samples: Sample[] = [];
    for (const [name, text] of documents()) samples.push(await measure({ ctx, context, name, text }));
    console.table(samples);
    const interactiveMs = Math.max(...samples.map(({ coldMs, p50Ms }) => Math.max(coldMs, p50Ms)));
    // The last line is one JSON object, for whoever reads it by machine.
    console.log(JSON.stringify({ bench: "reference", visits: VISITS, interactiveMs, samples }));
  } finally {
    await closers.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function install(folder: string, closers: Closers) {
  const ports = [await freePort(), await freePort(), await freePort()].map(String);
  const [PORTAL_PORT = "", GATEWAY_PORT = "", GATEWAY_ADMIN_PORT = ""] = ports;
  const secret = "bench-reference-secret-of-some-length";
  const env = { PORTAL_PORT, GATEWAY_PORT, GATEWAY_ADMIN_PORT, DATA_DIR: folder, AUTH_SECRET: secret };
  const config = launcherConfig(env);
  const voice = { say: () => undefined, warn: (message: string) => console.error(message) };
  const installation = await startInstallation({ config, outer: process.env, voice }, closers);
  const db = openDb(installation.installed.addresses.databaseUrl, { max: 2 });
  await closers.add(() => db.$disconnect());
  const actor = { kind: "system", id: "bench", name: "Bench" } as const;
  const ctx = (): Ctx => ({ actor, db, now: new Date(), log: SILENT });
  await createTeam(ctx(), { slug: "bench", name: "Bench" });
  return { portalUrl: `http://127.0.0.1:${PORTAL_PORT}`, ctx, cookie: await cookieOf(db, secret) };
}

async function cookieOf(db: Db, secret: string): Promise<string> {
  const { id, email, name, sessionEpoch } = await db.user.findFirstOrThrow({ where: { role: "admin" } });
  return encode({ token: { sub: id, email, name, sessionEpoch }, secret });
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
  const source = { kind: "text", text } as const;
  const { slug } = await registerApi(ctx(), { source, team: "bench", tier: 3, visibility: "public" });
  const operation = await ctx().db.operation.findFirstOrThrow({
    where: { version: { api: { slug } } },
    orderBy: { position: "desc" },
    select: { method: true, path: true },
  });
  const key = operationKey(operation.method, operation.path);
  const times: { interactiveMs: number; searchMs: number }[] = [];
  for (let visit = 0; visit < VISITS; visit++) {
    const page = await context.newPage();
    times.push(await visitOnce(page, `/apis/${slug}/reference?operation=${encodeURIComponent(key)}`));
    await page.close();
  }
  const [cold, ...warm] = times;
  const sorted = warm.map(({ interactiveMs }) => interactiveMs).toSorted((a, b) => a - b);
  const searches = times.map(({ searchMs }) => searchMs).toSorted((a, b) => a - b);
  return {
    document: name,
    coldMs: rounded(cold?.interactiveMs ?? Number.NaN, 0),
    p50Ms: rounded(percentile(sorted, 50), 0),
    maxMs: rounded(sorted.at(-1) ?? Number.NaN, 0),
    searchMs: rounded(percentile(searches, 50), 0),
  };
}

async function visitOnce(page: Page, url: string): Promise<{ interactiveMs: number; searchMs: number }> {
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
