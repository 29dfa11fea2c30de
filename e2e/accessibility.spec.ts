import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { registerApi } from "#lib/catalogue";
import { createApplication } from "#lib/consumers";
import { findBarriers } from "./barriers.ts";
import { expect, test } from "./fixtures.ts";

const DOCUMENT = readFileSync(new URL("../demo/documents/payments.yaml", import.meta.url), "utf8");
const PAGES = [
  "/",
  "/apis",
  "/apis/new",
  "/applications",
  "/incidents",
  "/reviews",
  "/gateways",
  "/account",
  "/account/tokens",
  "/notifications",
  "/notifications/settings",
];
const ADMIN_PAGES = [
  "/admin/users",
  "/admin/teams",
  "/admin/gateway-addresses",
  "/admin/egress",
  "/admin/alerts",
  "/admin/webhooks",
  "/admin/jobs",
  "/admin/audit",
];
const API_PAGES = [
  "",
  "/reference",
  "/plans",
  "/subscribers",
  "/usage",
  "/versions",
  "/changelog",
  "/lifecycle",
  "/fallback",
  "/incidents",
  "/activity",
  "/settings",
];

async function barriersOn(page: Page, path: string): Promise<string[]> {
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  return (await findBarriers(page)).map((barrier) => `${path}: ${barrier}`);
}

test("no page has a barrier that can be found by machine @mobile", async ({
  installation,
  unique,
  team,
  pageOf,
  administrator,
}) => {
  await registerApi(installation.system(), {
    source: { kind: "text", text: DOCUMENT },
    slug: unique,
    team: team.slug,
    tier: 2,
    visibility: "public",
  });
  const application = { team: team.slug, slug: `app-${unique}`, name: "Till", description: "" };
  await createApplication(installation.system(), application);
  // Some thirty pages, each looked at whole.
  test.setTimeout(360_000);
  const page = await pageOf(administrator);
  const barriers: string[] = [];
  const ofOne = [`/applications/app-${unique}`, ...API_PAGES.map((tab) => `/apis/${unique}${tab}`)];
  for (const path of [...PAGES, ...ADMIN_PAGES, ...ofOne]) {
    barriers.push(...(await barriersOn(page, path)));
  }
  barriers.push(...(await barriersOn(await pageOf(undefined), "/login")));
  expect(barriers).toEqual([]);
});

test("no page is wider than its window @mobile", async ({ team, page }) => {
  expect(team.slug).not.toBe("");
  for (const path of PAGES) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(content, path).toBeLessThanOrEqual(window ?? 0);
  }
});

test("the catalogue can be searched and opened by keyboard alone", async ({
  installation,
  unique,
  team,
  page,
}) => {
  await registerApi(installation.system(), {
    source: { kind: "text", text: DOCUMENT },
    slug: unique,
    name: `Payments ${unique}`,
    team: team.slug,
    tier: 2,
    visibility: "public",
  });
  await page.goto("/apis");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: /skip/i })).toBeFocused();
  const search = page.getByRole("searchbox").first();
  await search.focus();
  await page.keyboard.type(unique);
  await expect(page).toHaveURL(new RegExp(`q=${unique}`));
  await page.getByRole("link", { name: `Payments ${unique}` }).press("Enter");
  await expect(page).toHaveURL(new RegExp(`/apis/${unique}`));
  await expect(page.getByRole("heading", { level: 1 })).toContainText(`Payments ${unique}`);
});
