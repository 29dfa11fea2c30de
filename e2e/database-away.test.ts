import { existsSync } from "node:fs";
import { chromium, type Browser, type Page } from "@playwright/test";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDb, type Ctx, type Db } from "#lib/db";
import { createUser, setPasswordByLink } from "#lib/identity";
import { ensureDefaults } from "#lib/catalogue";
import { eventually, testPostgres, type TestPostgres } from "#lib/testing";
import { startPortal, type PortalProcess } from "../bench/portal-process.ts";

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const PASSWORD = "a long and good password";
const MARK = "mark of this document";

/** The portal in a browser while its database is killed, and when it is back. */
describe("while the database is away", () => {
  let postgres: TestPostgres;
  let portal: PortalProcess;
  let browser: Browser;
  let db: Db;
  let page: Page;

  const ctx = (): Ctx => ({
    actor: { kind: "system", id: "test", name: "Test" },
    db,
    now: new Date(),
    log: SILENT,
  });
  const tryAgain = () => page.getByRole("button", { name: "Try again" }).click();
  const heading = (name: string) => page.getByRole("heading", { level: 1, name }).waitFor();
  /** Opens a page and waits until its script listens: before that, links and forms are the browser's own. */
  const open = async (path: string, name: string) => {
    await page.goto(path);
    await heading(name);
    const keys = page.getByRole("dialog", { name: "Keyboard" });
    await eventually("the page listens", async () => {
      await page.keyboard.press("?");
      return keys.isVisible();
    });
    await page.keyboard.press("Escape");
    await keys.waitFor({ state: "hidden" });
  };
  /** A full load would take it away. */
  const isSameDocument = () => page.evaluate((mark) => mark in window, MARK);
  const markDocument = () => page.evaluate((mark) => void Object.assign(window, { [mark]: true }), MARK);

  beforeAll(async () => {
    postgres = await testPostgres();
    db = openDb(postgres.productUrl, { max: 2 });
    await ensureDefaults(ctx());
    const { user } = await createUser(ctx(), { email: "ada@example.com", name: "Ada", role: "admin" });
    const { link } = await createUser(ctx(), { email: "bo@example.com", name: "Bo", role: "member" });
    await setPasswordByLink(ctx(), { token: link.path.split("/").at(-1) ?? "", password: PASSWORD });
    portal = await startPortal(postgres.productUrl);
    browser = await chromium.launch({
      ...(existsSync("/usr/bin/chromium") ? { executablePath: "/usr/bin/chromium" } : {}),
      args: ["--no-sandbox", "--disable-gpu"],
    });
    const context = await browser.newContext({ baseURL: portal.url, viewport: { width: 1280, height: 800 } });
    const [name, value] = (await portal.cookieOf(user.id)).split("=", 2);
    await context.addCookies([{ name: name ?? "", value: value ?? "", url: portal.url }]);
    page = await context.newPage();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await portal?.stop();
    await db?.$disconnect();
  }, 60_000);

  it("says so in place of a page, and shows the page at the first try after it is back", async () => {
    await open("/", "Home");
    await postgres.kill();
    await markDocument();
    await page.getByRole("link", { name: "Catalogue" }).first().click();
    await heading("This page could not be shown");
    // Trying in vain changes nothing, and leaves the button to be pressed again.
    await tryAgain();
    await eventually("the button can be pressed again", () =>
      page.getByRole("button", { name: "Try again" }).isEnabled(),
    );
    await postgres.restart();
    await tryAgain();
    await heading("Catalogue");
    expect(await isSameDocument()).toBe(true);
  });

  it("says so also where not even the frame can be shown", async () => {
    await postgres.kill();
    await page.goto("/admin/alerts");
    await heading("This page could not be shown");
    await markDocument();
    await postgres.restart();
    await tryAgain();
    await heading("Alerts");
    expect(await isSameDocument()).toBe(true);
  });

  it("keeps what is typed, says what is away, and saves it once it is back", async () => {
    await open("/admin/alerts", "Alerts");
    const field = page.getByLabel(/^Served from fallback for more than/);
    const save = page.getByRole("button", { name: "Save" });
    await field.fill("77");
    await postgres.kill();
    await save.click();
    await page.getByText("The database of the portal does not answer.").first().waitFor();
    expect(await field.inputValue()).toBe("77");
    await postgres.restart();
    await save.click();
    await eventually("it is saved", async () => {
      const { minutes } = await page.evaluate(async () => {
        const answer = await fetch("/api/v1/settings/alerts");
        const { fallbackMinutes } = (await answer.json()) as { fallbackMinutes: number };
        return { minutes: fallbackMinutes };
      });
      return minutes === 77;
    });
    expect(await field.inputValue()).toBe("77");
  });

  it("says why nobody can sign in, and lets them once it is back, with what they typed", async () => {
    const visitor = await browser.newContext({ baseURL: portal.url });
    const entrance = await visitor.newPage();
    await entrance.goto("/login", { waitUntil: "networkidle" });
    await entrance.getByLabel("E-mail address").fill("bo@example.com");
    await entrance.getByLabel("Password").fill(PASSWORD);
    await postgres.kill();
    await entrance.getByRole("button", { name: "Sign in" }).click();
    await entrance.getByText("The database of the portal does not answer.").waitFor();
    await postgres.restart();
    expect(await entrance.getByLabel("E-mail address").inputValue()).toBe("bo@example.com");
    await entrance.getByRole("button", { name: "Sign in" }).click();
    await entrance.getByRole("heading", { level: 1, name: "Home" }).waitFor();
    await visitor.close();
  });
});
