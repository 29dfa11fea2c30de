import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { openEditor, openSection } from "./editor-page.ts";
import { expect, test } from "./fixtures.ts";
import { startLoad } from "./load.ts";
import { servedBy, startUpstream, untilUp } from "./upstream.ts";

const DOCUMENT = readFileSync(new URL("../demo/documents/storefront.yaml", import.meta.url), "utf8");
/** What the acceptance of the case study allows from the first failure to the incident on the page. */
const INCIDENT_SHOWN_MS = 2000;

test("the primary dies, nobody notices, the portal shows it, and traffic goes back", async ({
  page,
  installation,
  unique,
}) => {
  test.setTimeout(180_000);
  const primary = await startUpstream("primary");
  const secondary = await startUpstream("secondary");
  try {
    await registerFromDocument(page, unique);
    await editChain(page, { slug: unique, primaryUrl: primary.url, secondaryUrl: secondary.url });
    await publish(page);

    const load = startLoad({
      url: `${installation.gatewayUrl}/${unique}/v1/products`,
      perSecond: 200,
      classify: servedBy,
    });
    await page.goto(`/apis/${unique}`);
    await expect(page.getByText("Answers now").first()).toBeVisible();
    await expect.poll(() => load.seen().answers["primary"] ?? 0).toBeGreaterThan(400);

    await primary.kill();
    await expect(page.getByText("backup answers instead of primary")).toBeVisible({
      timeout: INCIDENT_SHOWN_MS,
    });
    await expect(page.getByRole("link", { name: "On fallback" })).toBeVisible();
    await expect.poll(() => load.seen().answers["secondary"] ?? 0).toBeGreaterThan(400);

    primary.start();
    await untilUp(primary.url);
    const before = load.seen().answers["primary"] ?? 0;
    await expect
      .poll(() => load.seen().answers["primary"] ?? 0, { timeout: 30_000 })
      .toBeGreaterThan(before + 400);

    const result = await load.stop();
    expect(result.failures).toEqual({});
    expect(result.whole).toBe(result.sent);
  } finally {
    await primary.kill();
    await secondary.kill();
  }
});

async function registerFromDocument(page: Page, slug: string): Promise<void> {
  await page.goto("/apis/new");
  await page.getByLabel("OpenAPI document").fill(DOCUMENT);
  await expect(page.getByText(/5 operations/).first()).toBeVisible();
  await page.getByLabel("Slug").fill(slug);
  await page.getByLabel("Version").fill("v1");
  await page.getByRole("button", { name: "Register API" }).click();
  await expect(page).toHaveURL(new RegExp(`/apis/${slug}$`));
}

interface ChainPlan {
  slug: string;
  primaryUrl: string;
  secondaryUrl: string;
}

async function editChain(page: Page, plan: ChainPlan): Promise<void> {
  const chain = await openEditor(page, plan.slug, "?version=v1&environment=production");
  const primary = chain.getByRole("button", { name: /^Primary: primary/ });
  await primary.click();
  await page.getByLabel("Address", { exact: true }).fill(plan.primaryUrl);
  const health = await openSection(page, primary, "Active health");
  await health.getByLabel("Probe this target").check();
  await health.getByLabel("Path", { exact: true }).fill("/health");
  await health.getByLabel("Every (ms)", { exact: true }).fill("500");
  await health.getByLabel("Every, while down (ms)").fill("200");

  await page.getByRole("button", { name: "Add a fallback" }).click();
  await page.getByRole("menuitem", { name: "Backup upstream" }).click();
  await page.getByLabel("Address", { exact: true }).fill(plan.secondaryUrl);

  const failback = await openSection(page, chain.getByRole("button", { name: /^Request/ }), "Coming back");
  await failback.getByLabel("Hold-down (ms)").fill("2000");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText(/^Saved/)).toBeVisible();
}

async function publish(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Publish to production" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("region", { name: "Routing document in production" })).toBeVisible();
  await dialog.getByRole("button", { name: "Publish", exact: true }).click();
  await expect(dialog.getByText(/^Live on 1\/1 gateways in production, revision \d+\.$/)).toBeVisible();
  await dialog.getByRole("button", { name: "Done" }).click();
}
