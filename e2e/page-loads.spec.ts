import { expect, test } from "./fixtures.ts";
import { registerStorefront } from "./seed-storefront.ts";

test("a page arrives whole: it is read before any script has run", async ({
  browser,
  baseURL,
  page,
  installation,
  team,
  unique,
}) => {
  await registerStorefront(installation.system(), { slug: unique, version: "v1" }, team.slug);
  const storageState = await page.context().storageState();
  const of = baseURL === undefined ? {} : { baseURL };
  const context = await browser.newContext({ javaScriptEnabled: false, storageState, ...of });
  const plain = await context.newPage();
  for (const path of ["/", `/apis?q=${unique}`, `/apis/${unique}`, `/apis/${unique}/reference`]) {
    await plain.goto(path);
    await expect(plain.getByRole("heading", { level: 1 }), path).toBeVisible();
  }
  await plain.goto(`/apis?q=${unique}`);
  await expect(plain.getByRole("link", { name: "Storefront" }).first()).toBeVisible();
  const missing = await plain.goto(`/apis/${unique}-that-is-not-there`);
  expect(missing?.status()).toBe(404);
  await context.close();
});

test("the way to a slow page shows, and the page that is left stays until it is there @mobile", async ({
  page,
  installation,
  team,
  unique,
}) => {
  await registerStorefront(installation.system(), { slug: unique, version: "v1" }, team.slug);
  await page.goto(`/apis?q=${unique}`);
  // Comes by script: whoever clicks before is led by the browser itself.
  await expect(page.locator('[aria-label="Filters"]').getByText("Tier").first()).toBeAttached();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await page.route(
    (url) => url.pathname === `/apis/${unique}` && url.searchParams.has("_rsc"),
    async (route) => {
      if (route.request().headers()["next-router-prefetch"] === undefined) await released;
      await route.continue();
    },
  );
  await page.getByRole("link", { name: "Storefront" }).first().click();
  await expect(page.getByRole("progressbar", { name: "Loading the page" })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "Catalogue" })).toBeVisible();
  release();
  await expect(page.getByRole("heading", { level: 1, name: "Storefront" })).toBeVisible();
  await expect(page.getByRole("progressbar", { name: "Loading the page" })).toBeHidden();
});

test("nothing is fetched ahead until somebody is about to follow a link", async ({ page }) => {
  const ahead: string[] = [];
  page.on("request", (request) => {
    if (request.headers()["next-router-prefetch"] !== undefined) ahead.push(new URL(request.url()).pathname);
  });
  await page.goto("/apis", { waitUntil: "networkidle" });
  expect(ahead).toEqual([]);
  const fetched = page.waitForRequest((request) => new URL(request.url()).pathname === "/teams");
  await page.getByRole("link", { name: "Teams" }).first().hover();
  await fetched;
  expect(new Set(ahead)).toEqual(new Set(["/teams"]));
});

test("pages that are read load no schemas", async ({ page, installation, team, unique }) => {
  await registerStorefront(installation.system(), { slug: unique, version: "v1" }, team.slug);
  for (const path of ["/", "/apis", `/apis/${unique}`]) {
    const scripts: Promise<string>[] = [];
    page.on("response", (response) => {
      if (response.request().resourceType() === "script") scripts.push(response.text());
    });
    await page.goto(path, { waitUntil: "networkidle" });
    const texts = await Promise.all(scripts);
    expect(texts.length, path).toBeGreaterThan(3);
    // What zod calls its most common issue: its code is among the scripts where this is.
    expect(
      texts.filter((text) => text.includes("invalid_type")),
      path,
    ).toEqual([]);
    page.removeAllListeners("response");
  }
});
