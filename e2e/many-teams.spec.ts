import type { Locator, Page } from "@playwright/test";
import { registerApi } from "#lib/catalogue";
import { createApplication } from "#lib/consumers";
import { newId } from "#lib/ids";
import { findBarriers } from "./barriers.ts";
import { expect, test as base } from "./fixtures.ts";

/**
 * More teams than any list brings along, and one behind them all by its name. They come after those of other tests, which look
 * for theirs among the first.
 */
const test = base.extend<{ last: { slug: string; name: string } }>({
  last: async ({ installation, unique }, use) => {
    const { db } = installation.system();
    const before = Array.from({ length: 110 }, (_, i) => `zz-${unique}-${i}`);
    const last = { slug: `zzz-${unique}`, name: `Zzz last ${unique}` };
    const teams = [...before.map((slug) => ({ slug, name: `Zz filler ${slug}` })), last];
    await db.team.createMany({ data: teams.map((team) => ({ id: newId("team"), ...team })) });
    await use(last);
    await db.team.deleteMany({ where: { slug: { in: before } } });
  },
});

/** Finds a team that is not among the first, and chooses it. */
async function choose(within: Page | Locator, label: string, team: { slug: string; name: string }) {
  const select = within.getByLabel(label, { exact: true });
  await expect(select.getByRole("option", { name: team.name })).toHaveCount(0);
  await within.getByRole("searchbox", { name: `Find a team: ${label}` }).fill(team.name.toUpperCase());
  await expect(select.getByRole("option", { name: team.name })).toHaveCount(1);
  await select.selectOption(team.slug);
  await within.getByRole("searchbox", { name: `Find a team: ${label}` }).fill("");
  await expect(select).toHaveValue(team.slug);
}

function documentOf(title: string): string {
  const paths = { "/x": { get: { responses: { 200: { description: "fine" } } } } };
  return JSON.stringify({ openapi: "3.1.0", info: { title, version: "1" }, paths });
}

test("an administrator registers an API and opens an application for a team behind the first hundred @mobile", async ({
  pageOf,
  administrator,
  last,
  unique,
}) => {
  const page = await pageOf(administrator);
  await page.goto("/applications");
  await page.getByRole("button", { name: "New application" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill(`Till ${unique}`);
  await choose(dialog, "Team", last);
  expect(await findBarriers(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Create application" }).click();
  await expect(page).toHaveURL(new RegExp(`/applications/till-${unique}`));
  await expect(page.getByText(last.name).first()).toBeVisible();

  await page.goto("/apis/new");
  await page.getByLabel("OpenAPI document").fill(documentOf(`Api ${unique}`));
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(`Api ${unique}`);
  await choose(page, "Owner team", last);
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole("button", { name: "Register API" }).click();
  await expect(page).toHaveURL(new RegExp(`/apis/api-${unique}`));
  await expect(page.getByText(last.name).first()).toBeVisible();
});

test("an API is handed over, and shown, to a team behind the first hundred @mobile", async ({
  page,
  installation,
  team,
  last,
  unique,
}) => {
  const system = installation.system();
  const source = { kind: "text", text: documentOf(`Api ${unique}`) } as const;
  await registerApi(system, { source, slug: unique, team: team.slug, tier: 3, visibility: "private" });
  await page.goto(`/apis/${unique}/settings`);
  await page.getByLabel("Visibility").selectOption("restricted");
  const granted = page.getByRole("group", { name: "Teams that find it" });
  await expect(granted.getByRole("checkbox", { name: last.name })).toHaveCount(0);
  await granted.getByRole("searchbox", { name: "Find a team" }).fill(last.name);
  await granted.getByRole("checkbox", { name: last.name }).click();
  await granted.getByRole("searchbox", { name: "Find a team" }).fill("");
  await expect(granted.getByRole("checkbox", { name: last.name })).toBeChecked();
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await page.reload();
  await expect(granted.getByRole("checkbox", { name: last.name })).toBeChecked();

  await choose(page, "Team", last);
  await page.getByRole("button", { name: "Hand over" }).click();
  await expect(page.getByText(`Offered to ${last.name}.`)).toBeVisible();
  const slug = `till-${unique}`;
  await createApplication(system, { team: team.slug, slug, name: `Till ${unique}`, description: "" });
  await page.goto(`/applications/${slug}`);
  await choose(page, "Team", last);
  await page.getByRole("button", { name: "Hand over" }).click();
  await expect(page.getByText(`Offered to ${last.name}.`)).toBeVisible();
});

test("a rule is for a team wherever it stands in the list, and for none that is not there", async ({
  pageOf,
  administrator,
  installation,
  last,
  unique,
}) => {
  const page = await pageOf(administrator);
  await page.goto("/governance");
  await page.getByRole("button", { name: "New rule" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill(`Rule ${unique}`);
  await dialog.getByLabel("If it is broken").selectOption("info");
  const teams = dialog.getByRole("textbox", { name: /^Teams/ });
  await teams.fill(`${last.slug}, no-${unique}`);
  await dialog.getByRole("button", { name: "Save rule" }).click();
  await expect(dialog.getByText(`There is no team with the slug no-${unique}.`)).toBeVisible();
  await teams.fill(last.slug);
  await dialog.getByRole("button", { name: "Save rule" }).click();
  await expect(dialog).toBeHidden();
  const { db } = installation.system();
  const rule = await db.governanceRule.findFirstOrThrow({ where: { name: `Rule ${unique}` } });
  expect(rule.scope).toEqual({ teams: [last.slug] });
  await db.governanceRule.delete({ where: { id: rule.id } });
});
