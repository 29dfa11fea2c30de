import { setMembership } from "#lib/identity";
import { openEditor, panelOf } from "./editor-page.ts";
import { expect, makePerson, test } from "./fixtures.ts";
import { registerStorefront } from "./seed-storefront.ts";

const away = { status: 503, contentType: "text/plain", body: "away" };

test("what is shown and typed stays while the portal does not answer, and a notice says so @mobile", async ({
  pageOf,
  administrator,
}) => {
  const page = await pageOf(administrator);
  await page.clock.install();
  await page.goto("/admin/alerts");
  const field = page.getByLabel(/^Served from fallback for more than/);
  await field.fill("77");
  const notice = page.getByRole("alert").filter({ hasText: "This page is not kept current." });
  await page.route("**/api/v1/**", (route) => route.fulfill(away));
  await expect(async () => {
    await page.clock.fastForward(15_000);
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
    await expect(notice).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(field).toHaveValue("77");
  await page.unroute("**/api/v1/**");
  await notice.getByRole("button", { name: "Try again" }).click();
  await expect(notice).toBeHidden();
  await expect(field).toHaveValue("77");
});

test("what is read and typed in the reference stays while it cannot be fetched again @mobile", async ({
  page,
  installation,
  team,
  unique,
}) => {
  await registerStorefront(installation.system(), { slug: unique, version: "v1" }, team.slug);
  await page.clock.install();
  await page.goto(`/apis/${unique}/reference?operation=get-products-productId`);
  const field = page.getByRole("form", { name: "Request" }).getByLabel("productId");
  await page.getByRole("button", { name: "Try it" }).click();
  await field.fill("lamp-77");

  const failures = { index: 0, operation: 0 };
  await page.route("**/api/v1/**", (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path.endsWith("/reference")) failures.index++;
    if (path.includes("/reference/operations/")) failures.operation++;
    return route.fulfill(away);
  });
  // Asked for once and twice again, they are known to be away.
  for (const round of [1, 2, 3]) {
    await expect(async () => {
      await page.clock.fastForward(660_000);
      await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
      const asked = () => Math.min(failures.index, failures.operation);
      await expect.poll(asked, { timeout: 3_000 }).toBeGreaterThanOrEqual(round);
    }).toPass();
  }
  const notice = page.getByRole("alert").filter({ hasText: "This page is not kept current." });
  await expect(notice).toBeVisible();
  await expect(field).toHaveValue("lamp-77");
  await page.unroute("**/api/v1/**");
  await notice.getByRole("button", { name: "Try again" }).click();
  await expect(notice).toBeHidden();
  await expect(field).toHaveValue("lamp-77");
});

test("an open editor keeps its unsaved edits when the session ends, and goes on in the next", async ({
  context,
  page,
  installation,
  team,
  unique,
}) => {
  await registerStorefront(installation.system(), { slug: unique, version: "v1" }, team.slug);
  const chain = await openEditor(page, unique);
  await chain.getByRole("button", { name: /^Primary: primary/ }).press("d");
  const copy = chain.getByRole("button", { name: /^Fallback 1: primary-2/ });
  await expect(copy).toBeVisible();
  const cookies = await context.cookies();
  await context.clearCookies();
  const notice = page.getByRole("alert").filter({ hasText: "You are signed out." });
  await expect(notice).toBeVisible({ timeout: 20_000 });
  await expect(copy).toBeVisible();
  await context.addCookies(cookies);
  await expect(notice).toBeHidden({ timeout: 20_000 });
  await page.keyboard.press("ControlOrMeta+s");
  await expect(page.getByText(/^Saved/)).toBeVisible();
  await expect(panelOf(page)).toBeVisible();
});

test("edits that are not saved wait while one looks elsewhere", async ({
  page,
  installation,
  team,
  unique,
}) => {
  await registerStorefront(installation.system(), { slug: unique, version: "v1" }, team.slug);
  const chain = await openEditor(page, unique);
  await chain.getByRole("button", { name: /^Primary: primary/ }).press("d");
  const copy = chain.getByRole("button", { name: /^Fallback 1: primary-2/ });
  await expect(copy).toBeVisible();
  const sections = page.getByRole("navigation", { name: /^Sections of/ });
  await sections.getByRole("link", { name: "Activity" }).click();
  await expect(page.getByText("Your edits are kept, and not saved")).toBeVisible();
  await sections.getByRole("link", { name: "Fallback" }).click();
  await expect(copy).toBeVisible();
  await expect(page.getByText("Unsaved changes")).toBeVisible();
  await page.keyboard.press("ControlOrMeta+s");
  await expect(page.getByText(/^Saved/)).toBeVisible();
  await sections.getByRole("link", { name: "Activity" }).click();
  await sections.getByRole("link", { name: "Fallback" }).click();
  await expect(copy).toBeVisible();
  await expect(page.getByText("Unsaved changes")).toHaveCount(0);
});

test("the focus stays near what was done: after a dialog, a deleted row, a removed card", async ({
  page,
  installation,
  team,
  unique,
}) => {
  const person = await makePerson(installation, {
    email: `guest-${unique}@e2e.example`,
    name: `Guest ${unique}`,
  });
  await setMembership(installation.system(), { slug: team.slug, email: person.email, role: "viewer" });
  await page.goto(`/teams/${team.slug}`);
  const remove = page.getByRole("button", { name: `Remove ${person.name}` });
  const dialog = page.getByRole("dialog");
  await remove.press("Enter");
  await dialog.getByRole("button", { name: "Cancel" }).press("Enter");
  await expect(remove).toBeFocused();
  await remove.press("Enter");
  await dialog.getByRole("button", { name: "Remove" }).press("Enter");
  await expect(remove).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Members" })).toBeFocused();

  await registerStorefront(installation.system(), { slug: unique, version: "v1" }, team.slug);
  const chain = await openEditor(page, unique);
  await chain.getByRole("button", { name: /^Primary: primary/ }).press("d");
  const copy = chain.getByRole("button", { name: /^Fallback 1: primary-2/ });
  await copy.press("Alt+ArrowLeft");
  const moved = chain.getByRole("button", { name: /^Primary: primary-2/ });
  await expect(moved).toBeFocused();
  await moved.press("Delete");
  await expect(chain.getByRole("button", { name: /^Primary: primary,/ })).toBeFocused();
});
