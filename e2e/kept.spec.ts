import type { Page } from "@playwright/test";
import { getAccess, saveAccess } from "#lib/catalogue";
import { createApplication, createPlan, getApplication, updatePlan } from "#lib/consumers";
import { setMembership } from "#lib/identity";
import { findBarriers } from "./barriers.ts";
import { openEditor, panelOf } from "./editor-page.ts";
import { expect, makePerson, test } from "./fixtures.ts";
import { registerStorefront } from "./seed-storefront.ts";

const PLAN = { name: "Free", description: "", approval: "automatic", rate: null, quota: null } as const;
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
  await expect(async () => {
    await page.getByRole("button", { name: "Try it" }).click();
    await expect(field).toBeVisible({ timeout: 5_000 });
  }).toPass();
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

test("what is typed into settings stays when somebody else saves them, and goes over theirs only once they were seen @mobile", async ({
  page,
  installation,
  team,
  unique,
}) => {
  const at = { slug: unique, version: "v1" };
  const saveElsewhere = async (origin: string) => {
    const { etag } = await getAccess(installation.system(), at);
    const cors = { origins: [origin], methods: ["GET"], headers: [], exposeHeaders: [] };
    const access = { anonymous: true, cors: { ...cors, credentials: false, maxAgeSeconds: 60 } };
    await saveAccess(installation.system(), at, { etag, access });
  };
  await registerStorefront(installation.system(), at, team.slug);
  await saveElsewhere("https://first.example");
  await page.clock.install();
  await page.goto(`/apis/${unique}/plans?version=v1`);
  const card = page.getByRole("region", { name: "Who may call v1" });
  const origins = card.getByRole("textbox", { name: "Origins" }).first();
  const notice = card.getByRole("alert").filter({ hasText: "Somebody else saved this meanwhile" });
  const theirs = card.getByRole("group", { name: "What is saved now" });
  const lookAgain = async () => {
    await page.clock.fastForward(15_000);
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
  };

  // With nothing typed the form follows, and the focus stays where it is.
  await expect(origins).toHaveValue("https://first.example");
  await origins.focus();
  await saveElsewhere("https://second.example");
  await lookAgain();
  await expect(origins).toHaveValue("https://second.example");
  await expect(origins).toBeFocused();

  await origins.fill("https://mine.example");
  await saveElsewhere("https://theirs.example");
  await lookAgain();
  await expect(notice).toBeVisible();
  await expect(origins).toHaveValue("https://mine.example");
  await notice.getByRole("button", { name: "Show what is saved" }).click();
  await expect(theirs.getByRole("textbox", { name: "Origins" })).toHaveValue("https://theirs.example");
  await expect(theirs.getByRole("textbox", { name: "Origins" })).toBeDisabled();
  // At its top, where the frame covers no field in part.
  await page.evaluate(() => window.scrollTo(0, 0));
  expect(await findBarriers(page)).toEqual([]);
  await notice.getByRole("button", { name: "Keep mine" }).click();
  await expect(notice).toBeHidden();
  const save = card.getByRole("button", { name: "Save who may call it" });
  await expect(save).toBeFocused();

  // Saved once more by somebody else, unseen: the save is refused, and says so.
  await saveElsewhere("https://later.example");
  await save.click();
  await expect(notice).toBeVisible();
  await expect(origins).toHaveValue("https://mine.example");
  expect((await getAccess(installation.system(), at)).access?.cors?.origins).toEqual([
    "https://later.example",
  ]);
  await notice.getByRole("button", { name: "Keep mine" }).click();
  await save.click();
  await expect(page.getByText("Saved. It holds when the version is published.")).toBeVisible();
  expect((await getAccess(installation.system(), at)).access?.cors?.origins).toEqual([
    "https://mine.example",
  ]);

  await origins.fill("https://again.example");
  await saveElsewhere("https://last.example");
  await save.click();
  await notice.getByRole("button", { name: "Take theirs" }).click();
  await expect(origins).toHaveValue("https://last.example");
  await expect(notice).toBeHidden();
});

test("what two people type into one application is not lost, and no dialog saves over what it has not shown", async ({
  page,
  pageOf,
  installation,
  team,
  unique,
}) => {
  const ctx = installation.system();
  await createApplication(ctx, { team: team.slug, slug: unique, name: `Till ${unique}`, description: "" });
  const colleague = await pageOf(team.owner);
  for (const one of [page, colleague]) await one.goto(`/applications/${unique}`);
  const descriptionOn = (one: Page) => one.getByRole("textbox", { name: /^Description/ }).first();
  const saveOn = (one: Page) =>
    one.getByRole("region", { name: "Settings" }).getByRole("button", { name: "Save" });
  const notice = page.getByRole("alert").filter({ hasText: "Somebody else saved this meanwhile" });
  await expect(async () => {
    await descriptionOn(colleague).fill("Theirs");
    await saveOn(colleague).click();
    await expect(colleague.getByText("Saved.", { exact: true })).toBeVisible({ timeout: 3_000 });
  }).toPass();
  await descriptionOn(page).fill("Mine");
  await saveOn(page).click();
  await expect(notice).toBeVisible();
  await expect(descriptionOn(page)).toHaveValue("Mine");
  expect((await getApplication(ctx, { slug: unique })).description).toBe("Theirs");
  await notice.getByRole("button", { name: "Keep mine" }).click();
  await saveOn(page).click();
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  expect((await getApplication(ctx, { slug: unique })).description).toBe("Mine");

  const at = { slug: unique, version: "v1" };
  await registerStorefront(ctx, at, team.slug);
  const plan = await createPlan(ctx, at, PLAN);
  await page.goto(`/apis/${unique}/plans?version=v1`);
  const dialog = page.getByRole("dialog");
  await expect(async () => {
    await page.getByRole("button", { name: "Change Free" }).click();
    await expect(dialog).toBeVisible({ timeout: 500 });
  }).toPass();
  await dialog.getByLabel(/^Description/).fill("Mine");
  await updatePlan(ctx, { ...at, id: plan.id }, { etag: plan.etag, description: "Theirs" });
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText("Somebody else saved this meanwhile")).toBeVisible();
  await expect(dialog.getByLabel(/^Description/)).toHaveValue("Mine");
  await dialog.getByRole("button", { name: "Keep mine" }).click();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Mine", { exact: true })).toBeVisible();
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
  await expect(async () => {
    await remove.press("Enter");
    await expect(dialog).toBeVisible({ timeout: 500 });
  }).toPass();
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
