import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { registerApi } from "#lib/catalogue";
import { findBarriers } from "./barriers.ts";
import { expect, makePerson, test, type Installation } from "./fixtures.ts";
import { scriptBytesOf } from "./script-bytes.ts";

const SHOP = readFileSync(new URL("../lib/openapi/fixtures/shop-3.1.yaml", import.meta.url), "utf8");
/** What a reference page loads before it can be read. Trying out and subscribing are loaded on demand, zod is not loaded. */
const SCRIPT_BUDGET_BYTES = 200 * 1024;

async function register(installation: Installation, of: { slug: string; team: string; text: string }) {
  await registerApi(installation.system(), {
    source: { kind: "text", text: of.text },
    slug: of.slug,
    version: "v1",
    team: of.team,
    tier: 2,
    visibility: "public",
  });
}

/** On a phone the list gives way to what is read. */
async function open(page: Page, name: string): Promise<void> {
  await page.getByRole("navigation", { name: "Operations" }).getByRole("link", { name }).click();
  await expect(page.getByRole("heading", { level: 2, name })).toBeVisible();
}

test("an operation is found, read to its depth, linked to, and copied in one's language @mobile", async ({
  page,
  installation,
  team,
  unique,
}) => {
  await register(installation, { slug: unique, team: team.slug, text: SHOP });
  await page.goto(`/apis/${unique}`);
  await expect(page.getByText("Sells things.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Shop team" })).toHaveAttribute("rel", /noopener/);
  await page
    .getByRole("navigation", { name: /Sections of/ })
    .getByRole("link", { name: /Reference/ })
    .click();

  await page.getByRole("searchbox", { name: "Search operations" }).fill("order read");
  await expect(page.getByRole("status").filter({ hasText: "1 operation" })).toBeVisible();
  await open(page, "Read an order");
  await expect(page).toHaveURL(/operation=get-orders-orderId/);

  // A schema that contains itself opens as far as one wants.
  await page.getByRole("button", { name: "What is in parent" }).click();
  await page.getByRole("button", { name: "What is in parent" }).nth(1).click();
  await expect(page.getByRole("button", { name: "What is in parent" })).toHaveCount(3);
  await page.getByRole("button", { name: "Show what 404 has" }).click();
  await expect(page.getByText("./problem.yaml").first()).toBeVisible();

  await page.getByText("Python", { exact: true }).click();
  await expect(page.getByLabel("python example", { exact: true })).toContainText(`/${unique}/v1/orders/`);
  await page.reload();
  await expect(page.getByRole("heading", { level: 2, name: "Read an order" })).toBeVisible();
  await expect(page.getByLabel("python example", { exact: true })).toContainText("requests.request");

  await page.goto(`/apis/${unique}/reference?operation=put-orders-orderId`);
  await expect(page.getByRole("heading", { level: 2, name: "Change an order" })).toBeVisible();
  await expect(page.getByText("Deprecated").filter({ visible: true }).first()).toBeVisible();
  await page.goto(`/apis/${unique}/reference?operation=get-nothing`);
  await expect(page.getByText(/has no operation get-nothing/)).toBeVisible();
});

test("one of 600 operations is linked to, seen in the list, and found by a word @mobile", async ({
  page,
  installation,
  team,
  unique,
}) => {
  const get = { responses: { 200: { description: "Here it is." } } };
  const paths = Object.fromEntries(
    Array.from({ length: 600 }, (_, i) => [
      `/things${i}/{id}`,
      { get: { ...get, summary: `Read thing ${i}` } },
    ]),
  );
  const text = JSON.stringify({ openapi: "3.1.0", info: { title: "Many", version: "1" }, paths });
  await register(installation, { slug: unique, team: team.slug, text });
  await page.goto(`/apis/${unique}/reference?operation=get-things589-id`);
  await expect(page.getByRole("heading", { level: 2, name: "Read thing 589" })).toBeVisible();
  const list = page.getByRole("navigation", { name: "Operations" });
  const all = page.getByRole("button", { name: "All operations" });
  if (await all.isVisible()) await all.click();
  else await expect(list.getByRole("link", { name: "Read thing 589" })).toBeInViewport();
  await expect(list.getByRole("link")).toHaveCount(600);
  await page.getByRole("searchbox", { name: "Search operations" }).fill("thing 17");
  await expect(list.getByRole("link")).toHaveCount(16);
});

test("a document's text runs nowhere", async ({ page, installation, team, unique }) => {
  const evil = `<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>[x](javascript:window.pwned=1) "'><svg onload=window.pwned=1>`;
  const schema = {
    type: "object",
    description: evil,
    properties: { [evil]: { type: "string", description: evil, enum: [evil] } },
  };
  const responses = {
    200: { description: evil, content: { "application/json": { schema, example: evil } } },
  };
  const operation = {
    summary: evil,
    description: evil,
    tags: [evil],
    operationId: evil,
    responses,
    externalDocs: { url: "javascript:window.pwned=1", description: evil },
  };
  const text = JSON.stringify({
    openapi: "3.0.3",
    info: {
      title: evil,
      description: evil,
      version: "1",
      contact: { name: evil, url: "javascript:window.pwned=1" },
    },
    paths: { "/evil": { get: operation } },
  });
  await register(installation, { slug: unique, team: team.slug, text });
  for (const path of [
    "",
    "/reference",
    "/reference?operation=get-evil",
    "/reference?operation=get-evil&try=1",
  ]) {
    await page.goto(`/apis/${unique}${path}`);
    await expect(page.getByRole("heading", { level: 2 }).first()).toBeVisible();
    const found = await page.evaluate(() => ({
      pwned: "pwned" in window,
      images: document.querySelectorAll("main img, main svg[onload]").length,
      scripts: [...document.querySelectorAll("a")].filter((link) => link.href.startsWith("javascript:"))
        .length,
    }));
    expect(found, path).toEqual({ pwned: false, images: 0, scripts: 0 });
  }
});

test("another team's private reference is not there, and cannot be tried", async ({
  pageOf,
  installation,
  team,
  unique,
}) => {
  await register(installation, { slug: unique, team: team.slug, text: SHOP });
  await installation.system().db.api.update({ where: { slug: unique }, data: { visibility: "private" } });
  const stranger = await pageOf(
    await makePerson(installation, { email: `stranger-${unique}@e2e.example`, name: "Stranger" }),
  );
  const base = `/api/v1/apis/${unique}/versions/v1`;
  const paths = [
    `${base}/reference`,
    `${base}/reference/operations/get-orders-orderId`,
    `${base}/reference/schema?ref=${encodeURIComponent("#/components/schemas/Order")}`,
    `${base}/call?environment=production`,
  ];
  for (const path of paths) expect((await stranger.request.get(path)).status(), path).toBe(404);
  const request = {
    environment: "production",
    method: "GET",
    path: "/x",
    query: "",
    headers: [],
    body: null,
  };
  const headers = { "sec-fetch-site": "same-origin" };
  const tried = await stranger.request.post(`${base}/tries`, { data: request, headers });
  expect(tried.status()).toBe(404);
  const foreign = { "sec-fetch-site": "cross-site" };
  expect((await stranger.request.post(`${base}/tries`, { data: request, headers: foreign })).status()).toBe(
    403,
  );
});

test("the reference has no barrier, light or dark, and stays within its budget of script @mobile", async ({
  page,
  installation,
  team,
  unique,
}) => {
  await register(installation, { slug: unique, team: team.slug, text: SHOP });
  const bytes = await scriptBytesOf(page, `/apis/${unique}/reference?operation=get-orders-orderId`);
  await expect(page.getByRole("heading", { level: 2, name: "Read an order" })).toBeVisible();
  expect(bytes).toBeLessThanOrEqual(SCRIPT_BUDGET_BYTES);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await findBarriers(page)).toEqual([]);
  }
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  expect(content).toBeLessThanOrEqual(window ?? 0);
});

test("an administrator says where gateways are reached, and examples follow", async ({
  pageOf,
  installation,
  administrator,
  team,
  unique,
}) => {
  await register(installation, { slug: unique, team: team.slug, text: SHOP });
  const page = await pageOf(administrator);
  await page.goto("/admin/gateway-addresses");
  const sandbox = page.getByLabel("Sandbox");
  await sandbox.fill("https://sandbox.example/with/path");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/address without a path/).first()).toBeVisible();
  await sandbox.fill("https://sandbox.example");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved")).toBeVisible();
  await page.goto(`/apis/${unique}?environment=sandbox`);
  await expect(page.getByLabel("curl example", { exact: true })).toContainText(
    `https://sandbox.example/${unique}/v1`,
  );
});
