import type { Locator, Page } from "@playwright/test";
import { registerApi } from "#lib/catalogue";
import { findBarriers } from "./barriers.ts";
import { expect, test, type Installation } from "./fixtures.ts";

/** Three APIs with twenty tags each: more than a list brings along. */
async function addTagged(
  installation: Installation,
  of: { team: string; unique: string },
): Promise<string[]> {
  const { team, unique } = of;
  const tags = Array.from({ length: 60 }, (_, i) => `${unique}-${String(i).padStart(2, "0")}`);
  for (const part of [0, 1, 2]) {
    const name = `Part ${part} of ${unique}`;
    const paths = { "/x": { get: { responses: { 200: { description: "fine" } } } } };
    const text = JSON.stringify({ openapi: "3.1.0", info: { title: name, version: "1" }, paths });
    await registerApi(installation.system(), {
      source: { kind: "text", text },
      team,
      slug: `${unique}-${part}`,
      name,
      tier: 3,
      visibility: "public",
      tags: tags.slice(part * 20, part * 20 + 20),
    });
  }
  return tags;
}

test("a value of a facet that has more than are shown is found, chosen, and in the address @mobile", async ({
  page,
  installation,
  team,
  unique,
}, { project }) => {
  await addTagged(installation, { team: team.slug, unique });
  await page.goto(`/apis?q=${unique}`);
  const results = page.locator("[data-result]");
  await expect(results).toHaveCount(3);
  await page.getByRole("radio", { name: "Cards" }).waitFor();
  if (project.name === "mobile") await page.getByRole("button", { name: /^Filters/ }).click();
  const tags = page.getByRole("group", { name: "Tag", exact: true });
  await expect(tags.getByRole("checkbox")).toHaveCount(6);
  await tags.getByText("54 more").click();
  const finder = tags.getByRole("searchbox", { name: "Find among all values of Tag" });
  const status = tags.getByRole("status");
  await expect(status).toHaveText("60 values, page 1 of 3");
  expect(await findBarriers(page)).toEqual([]);

  await tags.getByRole("button", { name: "Next" }).click();
  await expect(status).toHaveText("60 values, page 2 of 3");
  await tags.getByRole("button", { name: "Next" }).click();
  await expect(status).toHaveText("60 values, page 3 of 3");
  await expect(tags.getByRole("button", { name: "Next" })).toBeDisabled();
  await finder.fill("no such tag");
  await expect(status).toHaveText("0 values, page 1 of 1");
  await finder.fill(`${unique}-57`);
  await expect(status).toHaveText("1 value, page 1 of 1");
  await tags.getByRole("checkbox", { name: new RegExp(`^${unique}-57`) }).click();
  await expect(page).toHaveURL(new RegExp(`tag=${unique}-57`));
  await expect(results).toHaveText([`Part 2 of ${unique}`]);
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  expect(content).toBeLessThanOrEqual(window ?? 0);
  await page.screenshot({ path: test.info().outputPath("finder.png") });

  await page.reload();
  await expect(results).toHaveText([`Part 2 of ${unique}`]);
  await page.getByRole("radio", { name: "Cards" }).waitFor();
  if (project.name === "mobile") await page.getByRole("button", { name: /^Filters/ }).click();
  await expect(tags.getByRole("checkbox", { checked: true })).toHaveAccessibleName(
    new RegExp(`${unique}-57`),
  );
  await page.goBack();
  await expect(page).not.toHaveURL(/tag=/);
  await expect(results).toHaveCount(3);
});

/** Presses Tab until this has the focus; a page on which it never has it fails. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let i = 0; i < 80; i += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  await expect(wanted).toBeFocused();
}

test("the finder of a facet works with the keyboard alone", async ({ page, installation, team, unique }) => {
  await addTagged(installation, { team: team.slug, unique });
  await page.goto(`/apis?q=${unique}`);
  await page.getByRole("radio", { name: "Cards" }).waitFor();
  const tags = page.getByRole("group", { name: "Tag", exact: true });
  await tabTo(page, tags.locator("summary"));
  await page.keyboard.press("Enter");
  const finder = tags.getByRole("searchbox", { name: "Find among all values of Tag" });
  await tabTo(page, finder);
  await page.keyboard.type(`${unique}-33`);
  await expect(tags.getByRole("status")).toHaveText("1 value, page 1 of 1");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await expect(page).toHaveURL(new RegExp(`tag=${unique}-33`));
  await expect(page.locator("[data-result]")).toHaveText([`Part 1 of ${unique}`]);
  await page.keyboard.press("Space");
  await expect(page).not.toHaveURL(/tag=/);
  await expect(page.locator("[data-result]")).toHaveCount(3);
});
