import { readFile } from "node:fs/promises";
import { findBarriers } from "./barriers.ts";
import { expect, test } from "./fixtures.ts";

test("the audit is searched by day and taken away as JSON lines @mobile", async ({
  team,
  pageOf,
  administrator,
}) => {
  expect(team.slug).not.toBe("");
  const page = await pageOf(administrator);
  await page.goto("/admin/audit");
  await page.getByLabel("Action").selectOption("team.create");
  await expect(page).toHaveURL(/action=team\.create/);
  await page.getByLabel("First day (UTC)").fill("2020-01-01");
  await page.getByLabel("Last day (UTC)").fill("2020-01-02");
  await page.getByLabel("Last day (UTC)").press("Enter");
  await expect(page.getByText("Nothing here matches.")).toBeVisible();
  await page.getByLabel("Last day (UTC)").fill("");
  await page.getByRole("button", { name: "Show days" }).click();
  await expect(page).not.toHaveURL(/until=/);
  await expect(page.getByRole("listitem").filter({ hasText: "team.create" }).first()).toBeVisible();
  await page.getByRole("searchbox", { name: "Person, API, team…" }).fill(team.slug);
  await page.getByRole("searchbox", { name: "Person, API, team…" }).press("Enter");
  await expect(page).toHaveURL(new RegExp(`q=${team.slug}`));
  await expect(page.getByRole("link", { name: `team ${team.slug}` })).toHaveCount(1);
  const width = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(width).toBeLessThanOrEqual(0);
  expect(await findBarriers(page)).toEqual([]);

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "JSON lines" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("audit.jsonl");
  const lines = (await readFile(await download.path(), "utf8")).trim().split("\n");
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ action: "team.create" });
});
