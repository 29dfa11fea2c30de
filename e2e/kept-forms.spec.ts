import type { Page } from "@playwright/test";
import { getAccess, getApi, saveAccess, updateApi } from "#lib/catalogue";
import { UpdateApi } from "#lib/catalogue/schema";
import { createApplication, createPlan, getApplication, updatePlan } from "#lib/consumers";
import { findBarriers } from "./barriers.ts";
import { expect, test } from "./fixtures.ts";
import { registerStorefront } from "./seed-storefront.ts";

const PLAN = { name: "Free", description: "", approval: "automatic", rate: null, quota: null } as const;

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
  await descriptionOn(colleague).fill("Theirs");
  await saveOn(colleague).click();
  await expect(colleague.getByText("Saved.", { exact: true })).toBeVisible();
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
  await page.getByRole("button", { name: "Change Free" }).click();
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

test("two people change one catalogue entry: other fields go beside each other, the same one asks", async ({
  page,
  installation,
  team,
  unique,
}) => {
  const ctx = installation.system();
  const at = { slug: unique };
  await registerStorefront(ctx, { ...at, version: "v1" }, team.slug);
  await page.goto(`/apis/${unique}/settings`);
  const card = page.getByRole("region", { name: "Catalogue entry" });
  const summary = card.getByRole("textbox", { name: /^Summary/ }).first();
  const save = card.getByRole("button", { name: "Save" });
  const notice = card.getByRole("alert").filter({ hasText: "Somebody else saved this meanwhile" });
  await summary.fill("Mine");
  await updateApi(ctx, at, UpdateApi.parse({ tier: 3 }));
  await save.click();
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  expect(await getApi(ctx, at)).toMatchObject({ summary: "Mine", tier: 3 });

  await summary.fill("Mine again");
  await updateApi(ctx, at, UpdateApi.parse({ summary: "Theirs" }));
  await save.click();
  await expect(notice).toBeVisible();
  await expect(summary).toHaveValue("Mine again");
  await notice.getByRole("button", { name: "Show what is saved" }).click();
  const theirs = card.getByRole("group", { name: "What is saved now" });
  await expect(theirs.getByRole("textbox", { name: /^Summary/ })).toHaveValue("Theirs");
  await notice.getByRole("button", { name: "Take theirs" }).click();
  await expect(summary).toHaveValue("Theirs");
  await expect(save).toBeDisabled();
});
