import AxeBuilder from "@axe-core/playwright";
import { closeSheet, openEditor, openSection } from "./editor-page.ts";
import type { Locator, Page } from "@playwright/test";
import { expect, makePerson, test } from "./fixtures.ts";
import { publishStorefront, registerStorefront } from "./seed-storefront.ts";
import { servedBy, startUpstream } from "./upstream.ts";
import { setMembership } from "#lib/identity";

test("a chain is reordered by keyboard alone, and its findings lead to their fields", async ({
  page,
  installation,
  team,
  unique,
}) => {
  await registerStorefront(installation.system(), { slug: unique, version: "v1" }, team.slug);
  await page.goto(`/apis/${unique}/fallback`);
  const chain = page.getByRole("list", { name: "Fallback chain" });
  await page.getByRole("button", { name: "Add a fallback" }).press("Enter");
  await page.getByRole("menuitem", { name: "Backup upstream" }).press("Enter");
  await page.getByLabel("Address", { exact: true }).fill("not an address");
  await expect(page.getByText("An http:// or https:// address.").first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Publish to production" })).toBeDisabled();
  await page.getByLabel("Address", { exact: true }).fill("http://127.0.0.1:9");

  const backup = chain.getByRole("button", { name: /backup, HTTP upstream/ });
  await expect(backup).toHaveAccessibleName(/^Fallback 1:/);
  const facts = await openSection(page, backup, "Facts and exercise");
  await facts.getByLabel("Region", { exact: true }).pressSequentially("EU West");
  await expect(facts.getByLabel("Region", { exact: true })).toHaveValue("EU West");
  await backup.focus();
  await page.keyboard.press("Alt+ArrowLeft");
  await expect(backup).toHaveAccessibleName(/^Primary:/);

  await page.keyboard.press("ControlOrMeta+s");
  await expect(page.getByText(/^Saved/)).toBeVisible();
  await page.reload();
  await expect(backup).toHaveAccessibleName(/^Primary:/);
});

test("a card is dragged to another place @mobile", async ({ page, installation, team, unique }) => {
  await registerStorefront(installation.system(), { slug: unique, version: "v1" }, team.slug);
  const chain = await openEditor(page, unique);
  await page.getByRole("button", { name: "Add a fallback" }).click();
  await page.getByRole("menuitem", { name: "Backup upstream" }).click();
  await closeSheet(page);
  const backup = page.getByRole("button", { name: /backup, HTTP upstream/ });
  await expect(backup).toHaveAccessibleName(/^Fallback 1:/);
  // Each step waits for what the page says of it: a card is not where it was while the page still scrolls.
  const said = page.getByRole("status");
  await chain.evaluate((list) => list.scrollIntoView({ block: "center", behavior: "instant" }));
  await page.getByRole("button", { name: "Move backup", exact: true }).hover();
  await page.mouse.down();
  await page.mouse.move(...(await middleOf(backup)), { steps: 4 });
  await expect(said.filter({ hasText: "backup is over place 2 of 2" })).toBeAttached();
  await expect(async () => {
    await page.mouse.move(
      ...(await middleOf(page.getByRole("button", { name: "Move primary", exact: true }))),
      { steps: 15 },
    );
    await expect(said.filter({ hasText: "backup is over place 1 of 2" })).toBeAttached({ timeout: 1_000 });
  }).toPass();
  await page.mouse.up();
  await expect(backup).toHaveAccessibleName(/^Primary:/);
});

async function middleOf(locator: Locator): Promise<[x: number, y: number]> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error(`${locator.toString()} is not on the page.`);
  return [box.x + box.width / 2, box.y + box.height / 2];
}

test("targets go where the rules allow, are copied, removed and brought back @mobile", async ({
  page,
  installation,
  team,
  unique,
}) => {
  await registerStorefront(installation.system(), { slug: unique, version: "v1" }, team.slug);
  const chain = await openEditor(page, unique);
  const names = chain.locator("[data-card]");
  await page.getByRole("button", { name: "Add at the end" }).press("Enter");
  await expect(page.getByRole("menuitem", { name: "Last good response" })).toBeHidden();
  await page.getByRole("menuitem", { name: "Static answer" }).press("Enter");
  await expect(page.getByLabel("Status")).toBeFocused();
  await closeSheet(page);
  await page.getByRole("button", { name: "Add before sorry" }).press("Enter");
  await page.getByRole("menuitem", { name: "Last good response" }).press("Enter");
  await closeSheet(page);
  await expect(names).toHaveCount(4);
  await expect(page.getByRole("button", { name: "Add at the end" })).toBeHidden();

  await chain.getByRole("button", { name: /^Primary: primary/ }).press("d");
  await expect(chain.getByRole("button", { name: /^Fallback 1: primary-2/ })).toBeVisible();
  await chain.getByRole("button", { name: /^Fallback 1: primary-2/ }).press("Delete");
  await expect(names).toHaveCount(4);
  await page.getByRole("button", { name: "Undo", exact: true }).last().click();
  await expect(names).toHaveCount(5);
  await chain.getByRole("button", { name: /^Request/ }).focus();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(names).toHaveCount(4);
  await page.keyboard.press("ControlOrMeta+Shift+z");
  await expect(names).toHaveCount(5);
});

test("a link opens the same card and the same view", async ({ page, installation, team, unique }) => {
  await registerStorefront(installation.system(), { slug: unique, version: "v1" }, team.slug);
  const chain = await openEditor(page, unique);
  await chain.getByRole("button", { name: /^Request/ }).click();
  await page.getByRole("tab", { name: "Diff" }).click();
  await expect(page).toHaveURL(/card=%23request/);
  await page.goto(page.url());
  await expect(page.getByRole("tab", { name: "Diff" })).toHaveAttribute("aria-selected", "true");
  await expect(chain.getByRole("button", { name: /^Request/ })).toHaveAttribute("aria-pressed", "true");
});

test("the second of two people who edit is told, and nothing is lost", async ({
  page,
  pageOf,
  installation,
  team,
  unique,
}) => {
  await registerStorefront(installation.system(), { slug: unique, version: "v1" }, team.slug);
  const email = `second-${unique}@e2e.example`;
  const second = await makePerson(installation, { email, name: `Second ${unique}` });
  await setMembership(installation.system(), { slug: team.slug, email, role: "maintainer" });
  const other = await pageOf(second);
  for (const each of [page, other]) {
    await each.goto(`/apis/${unique}/fallback`);
    await expect(each.getByLabel("Address", { exact: true })).toBeVisible();
  }
  await page.getByLabel("Address", { exact: true }).fill("https://first.example");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText(/^Saved/)).toBeVisible();

  await other.getByLabel("Address", { exact: true }).fill("https://second.example");
  await other.getByRole("button", { name: "Save", exact: true }).click();
  await expect(other.getByText("Someone saved this version while you were editing")).toBeVisible();
  await expect(other.getByLabel("Address", { exact: true })).toHaveValue("https://second.example");
  await page.reload();
  await expect(page.getByLabel("Address", { exact: true })).toHaveValue("https://first.example");

  await other.getByRole("button", { name: "Take theirs" }).click();
  await expect(other.getByLabel("Address", { exact: true })).toHaveValue("https://first.example");
});

test("unpublishing is an act of its own, with its receipt @mobile", async ({
  page,
  installation,
  team,
  unique,
}) => {
  const upstream = await startUpstream("primary");
  try {
    const at = { slug: unique, version: "v1" };
    const url = `${installation.gatewayUrl}/${unique}/v1/products`;
    await registerStorefront(installation.system(), at, team.slug);
    await publishStorefront(installation.system(), at, { primary: upstream.url });
    await expect.poll(async () => (await fetch(url)).status).toBe(200);
    expect(servedBy(await (await fetch(url)).text())).toBe("primary");

    await page.goto(`/apis/${unique}/activity`);
    await page.getByRole("button", { name: "Unpublish" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Unpublish" }).click();
    await expect(dialog.getByText(/^Gone from 1\/1 gateways in production, revision \d+\.$/)).toBeVisible();
    expect((await fetch(url)).status).toBe(404);
  } finally {
    await upstream.kill();
  }
});

async function barriersOn(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

test("the incidents have no accessibility violation @mobile", async ({
  page,
  installation,
  team,
  unique,
}) => {
  await registerStorefront(installation.system(), { slug: unique, version: "v1" }, team.slug);
  await page.goto(`/apis/${unique}/incidents`);
  await expect(page.getByText("Who answered when")).toBeVisible();
  expect(await barriersOn(page)).toEqual([]);
});

test("no view of the editor has an accessibility violation @mobile", async ({
  page,
  installation,
  team,
  unique,
}) => {
  await registerStorefront(installation.system(), { slug: unique, version: "v1" }, team.slug);
  const views: [string, string][] = [
    ["", "No findings"],
    ["?view=simulate", "Step by step"],
    ["?view=simulate&sim=minute", "Changes of state"],
    ["?view=diff", "First publication"],
    ["?view=json", "A valid policy"],
  ];
  for (const [search, sign] of views) {
    await openEditor(page, unique, search);
    await expect(page.getByRole("list", { name: sign }).or(page.getByText(sign)).first()).toBeVisible();
    expect([search, ...(await barriersOn(page))]).toEqual([search]);
  }
});

test("no form of the editor has an accessibility violation @mobile", async ({
  page,
  installation,
  team,
  unique,
}) => {
  await registerStorefront(installation.system(), { slug: unique, version: "v1" }, team.slug);
  await openEditor(page, unique);
  for (const name of [/^Primary/, /^Request/]) {
    await page.getByRole("button", { name }).click();
    const closed = page.locator("[data-panel] details:not([open]) > summary");
    while ((await closed.count()) > 0) await closed.first().click();
    expect(await barriersOn(page)).toEqual([]);
    await closeSheet(page);
  }
  await page.getByRole("button", { name: "Presets" }).click();
  await expect(page.getByRole("radio", { name: "Three tiers" })).toBeVisible();
  expect(await barriersOn(page)).toEqual([]);
});
