import type { Browser } from "@playwright/test";
import { registerApi } from "#lib/catalogue";
import { retailApis } from "../demo/retail-apis.ts";
import { seedDemo } from "../demo/seed.ts";
import { Closers } from "../scripts/launcher/installation.ts";
import { percentile, rounded } from "./figures.ts";
import { openBrowser, startInstalledPortal, type InstalledPortal } from "./installed-portal.ts";

const VISITS = 7;
/** Beside the demo's, so that a page of the catalogue is full. */
const MORE_APIS = 40;
const PAGES = { Home: "/", Catalogue: "/apis", API: "/apis/storefront" };

/** What one visit took. Everything from the start of the navigation. */
interface Visit {
  ttfbMs: number;
  lcpMs: number;
  /** Of tasks longer than 50 ms, what is above it, until the page is still. */
  blockingMs: number;
  cls: number;
  /** As they came over the wire. */
  scriptBytes: number;
  documentBytes: number;
  requests: number;
}

/**
 * Visits pages of the production build in a browser that was never there before, on an installation with the demo's company in
 * it. The first visit of each page is the server's first, too, and counts like the others.
 */
export async function main(): Promise<void> {
  const closers = new Closers();
  try {
    const portal = await startInstalledPortal(closers);
    await fill(portal);
    const browser = (await openBrowser(portal, closers)).browser();
    if (!browser) throw new Error("There is no browser.");
    const samples = [];
    for (const [page, path] of Object.entries(PAGES)) {
      const visits: Visit[] = [];
      for (let n = 0; n < VISITS; n++) visits.push(await visitOnce(browser, portal, path));
      samples.push({ page, ...summaryOf(visits) });
    }
    console.table(samples);
    const lcpMs = Math.max(...samples.map(({ lcpP50Ms }) => lcpP50Ms));
    // The last line is one JSON object, for whoever reads it by machine.
    console.log(JSON.stringify({ bench: "pages", visits: VISITS, lcpMs, samples }));
  } finally {
    await closers.close();
  }
}

/** The demo's company, without its platforms: nobody calls them here. */
export async function fill({ installed, ctx }: InstalledPortal): Promise<void> {
  const nowhere = "http://127.0.0.1:9";
  const apis = retailApis({ primary: nowhere, secondary: nowhere, services: nowhere, backup: nowhere });
  await seedDemo(installed, apis, { password: "a-password-nobody-needs", isOneHost: true });
  for (let n = 1; n <= MORE_APIS; n++) {
    const paths = Object.fromEntries(
      Array.from({ length: 10 }, (_, i) => [
        `/parts${i}`,
        { get: { summary: `Reads part ${i}`, responses: {} } },
      ]),
    );
    const info = {
      title: `Warehouse ${n}`,
      version: "1",
      description: `What warehouse ${n} knows of its parts.`,
    };
    const source = { kind: "text", text: JSON.stringify({ openapi: "3.1.0", info, paths }) } as const;
    await registerApi(ctx(), { source, team: "storefront", tier: 3, visibility: "public" });
  }
}

async function visitOnce(browser: Browser, { url, cookie }: InstalledPortal, path: string): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, baseURL: url });
  try {
    await context.addCookies([{ ...cookie, url }]);
    const page = await context.newPage();
    await page.addInitScript(watch);
    await page.goto(path, { waitUntil: "networkidle" });
    return await page.evaluate(read);
  } finally {
    await context.close();
  }
}

interface Watched {
  lcpMs: number;
  blockingMs: number;
  cls: number;
}

/** Runs in the page, before its own scripts. */
function watch(): void {
  const watched: Watched = { lcpMs: 0, blockingMs: 0, cls: 0 };
  (window as { understudyWatched?: Watched }).understudyWatched = watched;
  const on = (type: string, note: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  on("largest-contentful-paint", ({ startTime }) => (watched.lcpMs = startTime));
  on("longtask", ({ duration }) => (watched.blockingMs += duration - 50));
  on("layout-shift", (entry) => (watched.cls += (entry as PerformanceEntry & { value: number }).value));
}

/** Runs in the page. */
function read(): Visit {
  const [document] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const resources = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
  const scripts = resources.filter(({ name }) => new URL(name).pathname.endsWith(".js"));
  const watched = (window as { understudyWatched?: Watched }).understudyWatched;
  return {
    ttfbMs: document?.responseStart ?? Number.NaN,
    lcpMs: watched?.lcpMs ?? Number.NaN,
    blockingMs: watched?.blockingMs ?? Number.NaN,
    cls: watched?.cls ?? Number.NaN,
    scriptBytes: scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
    documentBytes: document?.encodedBodySize ?? Number.NaN,
    requests: resources.length + 1,
  };
}

function summaryOf(visits: Visit[]) {
  const p50 = (pick: (visit: Visit) => number, digits = 0) =>
    rounded(percentile(visits.map(pick), 50), digits);
  return {
    ttfbP50Ms: p50(({ ttfbMs }) => ttfbMs),
    lcpP50Ms: p50(({ lcpMs }) => lcpMs),
    lcpMaxMs: rounded(Math.max(...visits.map(({ lcpMs }) => lcpMs)), 0),
    blockingP50Ms: p50(({ blockingMs }) => blockingMs),
    cls: p50(({ cls }) => cls, 3),
    scriptKiB: p50(({ scriptBytes }) => scriptBytes / 1024, 1),
    documentKiB: p50(({ documentBytes }) => documentBytes / 1024, 1),
    requests: p50(({ requests }) => requests),
  };
}
