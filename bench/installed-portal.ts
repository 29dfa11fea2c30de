import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext } from "@playwright/test";
import { encode } from "next-auth/jwt";
import { launcherConfig } from "#lib/config";
import { openDb, type Ctx } from "#lib/db";
import type { Installed } from "../scripts/launcher/environment.ts";
import { startInstallation, type Closers } from "../scripts/launcher/installation.ts";
import { freePort } from "./free-port.ts";

const SECRET = "bench-secret-of-some-length-for-cookies";
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

export interface InstalledPortal {
  url: string;
  installed: Installed;
  /** Acts as the system itself. */
  ctx(): Ctx;
  /** Of its first administrator. */
  cookie: { name: string; value: string };
}

/** The whole product as `npm start` starts it, on free ports in a folder of its own. What it starts is in `closers`. */
export async function startInstalledPortal(closers: Closers): Promise<InstalledPortal> {
  const folder = mkdtempSync(join(tmpdir(), "understudy-bench-portal-"));
  await closers.add(() => rmSync(folder, { recursive: true, force: true }));
  const ports = [await freePort(), await freePort(), await freePort()].map(String);
  const [PORTAL_PORT = "", GATEWAY_PORT = "", GATEWAY_ADMIN_PORT = ""] = ports;
  const env = { PORTAL_PORT, GATEWAY_PORT, GATEWAY_ADMIN_PORT, DATA_DIR: folder, AUTH_SECRET: SECRET };
  const voice = { say: () => undefined, warn: (message: string) => console.error(message) };
  const start = { config: launcherConfig(env), outer: process.env, voice };
  const { installed } = await startInstallation(start, closers);
  const db = openDb(installed.addresses.databaseUrl, { max: 2 });
  await closers.add(() => db.$disconnect());
  const actor = { kind: "system", id: "bench", name: "Bench" } as const;
  const { id, email, name, sessionEpoch } = await db.user.findFirstOrThrow({ where: { role: "admin" } });
  return {
    url: `http://127.0.0.1:${PORTAL_PORT}`,
    installed,
    ctx: () => ({ actor, db, now: new Date(), log: SILENT }),
    cookie: {
      name: "next-auth.session-token",
      value: await encode({ token: { sub: id, email, name, sessionEpoch }, secret: SECRET }),
    },
  };
}

/** A browser in which the administrator is signed in, at 1280×800. */
export async function openBrowser(portal: InstalledPortal, closers: Closers): Promise<BrowserContext> {
  const browser = await chromium.launch({
    ...(existsSync("/usr/bin/chromium") ? { executablePath: "/usr/bin/chromium" } : {}),
    args: ["--no-sandbox", "--disable-gpu"],
  });
  await closers.add(() => browser.close());
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, baseURL: portal.url });
  await context.addCookies([{ ...portal.cookie, url: portal.url }]);
  return context;
}
