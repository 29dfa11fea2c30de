import { existsSync } from "node:fs";
import { defineConfig, devices } from "@playwright/test";
import { e2eSettings } from "./e2e/settings.ts";

const settings = e2eSettings();
const chromium = process.env["CHROMIUM_PATH"] ?? ["/usr/bin/chromium"].find((path) => existsSync(path));

/** Journeys through the production build: portal, worker, gateway and database as `npm start` runs them. */
export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  outputDir: "test-results/browser",
  fullyParallel: true,
  // Browser, portal, gateway and load share the machine: side by side they would measure each other.
  workers: 1,
  // Once, where nobody watches: a machine that does other work, too. The list names what needed it.
  retries: process.env["CI"] ? 1 : 0,
  forbidOnly: Boolean(process.env["CI"]),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    baseURL: settings.portalUrl,
    trace: "retain-on-failure",
    launchOptions: {
      ...(chromium ? { executablePath: chromium } : {}),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "desktop", grepInvert: /@mobile-only/, use: { viewport: { width: 1280, height: 800 } } },
    // Only what is tagged: what differs on a phone, not everything twice.
    {
      name: "mobile",
      grep: /@mobile/,
      use: { ...devices["Pixel 7"], viewport: { width: 390, height: 844 } },
    },
  ],
  webServer: {
    command: "node e2e/serve.js",
    url: `${settings.portalUrl}/login`,
    env: settings.environment,
    timeout: 300_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 40_000 },
    stdout: process.env["E2E_VERBOSE"] ? "pipe" : "ignore",
    stderr: "pipe",
  },
});
