import { readFileSync } from "node:fs";
import type { ConsoleMessage, Page } from "@playwright/test";
import { registerApi } from "#lib/catalogue";
import { createApplication } from "#lib/consumers";
import { findBarriers, findFaintText } from "./barriers.ts";
import { expect, test } from "./fixtures.ts";

const DOCUMENT = readFileSync(new URL("../demo/documents/payments.yaml", import.meta.url), "utf8");
const PAGES = [
  "/",
  "/apis",
  "/apis/new",
  "/applications",
  "/incidents",
  "/reviews",
  "/governance",
  "/governance/waivers",
  "/governance/scorecards",
  "/gateways",
  "/account",
  "/account/tokens",
  "/notifications",
  "/notifications/settings",
];
const ADMIN_PAGES = [
  "/admin/users",
  "/teams",
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
  "/compare",
  "/governance",
  "/fallback",
  "/fallback?view=simulate",
  "/incidents",
  "/activity",
  "/settings",
];

/** What is wrong with a page, as far as machines see it: barriers, what does not fit, what the browser complains of. */
async function faultsOf(page: Page, path: string): Promise<string[]> {
  const complaints: string[] = [];
  const listen = (message: ConsoleMessage) =>
    void (message.type() === "error" && complaints.push(`console: ${message.text()}`));
  page.on("console", listen);
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const faults = [...(await findBarriers(page)), ...(await page.evaluate(whatIsTooWide)), ...complaints];
  await page.emulateMedia({ colorScheme: "dark" });
  faults.push(...(await findFaintText(page)).map((fault) => `in the dark, ${fault}`));
  await page.emulateMedia({ colorScheme: "light" });
  page.off("console", listen);
  return faults.map((fault) => `${path}: ${fault}`);
}

/** The page where it is wider than its window, and its tables where some of their columns are out of sight. */
function whatIsTooWide(): string[] {
  const isWide = ({ scrollWidth, clientWidth }: Element) => scrollWidth > clientWidth;
  const tables = [...document.querySelectorAll('[role="region"]:has(> table)')].filter(isWide);
  const names = tables.map((table) => `table ${table.getAttribute("aria-label") ?? ""}`);
  return [...(isWide(document.documentElement) ? ["the page"] : []), ...names].map(
    (what) => `${what} is too wide`,
  );
}

test("no page has a fault that can be found by machine @mobile", async ({
  installation,
  unique,
  team,
  pageOf,
  administrator,
}) => {
  const slug = `${unique}-${"x".repeat(40)}`;
  await registerApi(installation.system(), {
    source: { kind: "text", text: DOCUMENT },
    slug,
    tags: ["t".repeat(40)],
    name: `Paymentsandeverythingthatbelongstothem${unique}${unique}${unique}`,
    team: team.slug,
    tier: 2,
    visibility: "public",
  });
  const application = { team: team.slug, slug: `app-${unique}`, name: "Till", description: "" };
  await createApplication(installation.system(), application);
  // Some forty pages, each looked at whole.
  test.setTimeout(600_000);
  const page = await pageOf(administrator);
  const faults: string[] = [];
  const ofOne = [
    `/applications/app-${unique}`,
    `/applications/app-${unique}/usage`,
    `/teams/${team.slug}`,
    `/teams/${team.slug}/webhooks`,
    ...API_PAGES.map((tab) => `/apis/${slug}${tab}`),
  ];
  for (const path of [...PAGES, ...ADMIN_PAGES, ...ofOne]) faults.push(...(await faultsOf(page, path)));
  faults.push(...(await faultsOf(await pageOf(undefined), "/login")));
  expect(faults).toEqual([]);
});

test("a dialog takes the focus to its first field, and gives it back", async ({ team, page }) => {
  expect(team.slug).not.toBe("");
  await page.goto("/applications");
  const opener = page.getByRole("button", { name: "New application" });
  await opener.press("Enter");
  await expect(page.getByRole("dialog").getByLabel("Name", { exact: true })).toBeFocused();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("dialog").getByLabel("Name", { exact: true })).toHaveAttribute(
    "aria-invalid",
    "true",
  );
  await page.keyboard.press("Escape");
  await expect(opener).toBeFocused();
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
