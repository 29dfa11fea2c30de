import { readFile } from "node:fs/promises";
import { findBarriers } from "./barriers.ts";
import { expect, test } from "./fixtures.ts";
import { isApplied, publishStorefront, registerStorefront } from "./seed-storefront.ts";

test("who keeps the rules is seen by everyone, and judged when governance asks @mobile", async ({
  page,
  pageOf,
  installation,
  team,
  unique,
  administrator,
}) => {
  test.slow();
  const system = installation.system();
  const at = { slug: unique, version: "v1" };
  await registerStorefront(system, at, team.slug);
  const published = await publishStorefront(system, at, { primary: "http://127.0.0.1:9" });
  // Only what is live is judged.
  await expect.poll(() => isApplied(installation.system(), at, published)).toBe(true);

  const governor = await pageOf(administrator);
  await governor.setViewportSize(page.viewportSize() ?? { width: 1280, height: 800 });
  const isWithin = async (on: typeof page) => {
    const [content, window] = await on.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(content).toBeLessThanOrEqual(window ?? 0);
  };
  await governor.goto(`/governance/scorecards?q=${unique}`);
  await governor.getByRole("button", { name: "Judge now" }).click();
  const table = governor.getByRole("table", { name: "Scorecards of APIs" });
  // The button shows the scorecards anew by itself, once everything is judged.
  await expect(table.getByText("No fallback").filter({ visible: true })).toBeVisible({ timeout: 60_000 });
  await expect(governor.getByRole("button", { name: "Judge now" })).toBeEnabled();
  expect(await findBarriers(governor)).toEqual([]);
  await isWithin(governor);

  const [download] = await Promise.all([
    governor.waitForEvent("download"),
    governor.getByRole("link", { name: "CSV" }).click(),
  ]);
  const lines = (await readFile(await download.path(), "utf8")).trim().split("\r\n");
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain(`"${unique}"`);

  await page.goto(`/governance/scorecards?by=team&q=${encodeURIComponent(team.name)}`);
  await expect(page.getByRole("button", { name: "Judge now" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: team.name })).toBeVisible();
  expect(await findBarriers(page)).toEqual([]);
  await isWithin(page);
  await page.getByRole("link", { name: team.name }).click();
  await expect(page).toHaveURL(/team=team-/);
  await expect(page.getByText("No fallback").filter({ visible: true })).toBeVisible();

  await page.goto(`/apis/${unique}/governance`);
  await expect(page.getByRole("heading", { name: "Scorecard" })).toBeVisible();
  await expect(page.getByRole("list", { name: "What is live and breaks rules" })).toContainText(
    "v1 in production",
  );
  expect(await findBarriers(page)).toEqual([]);
  await isWithin(page);
});
