import type { Locator, Page } from "@playwright/test";
import { saveAccess } from "#lib/catalogue";
import { createTeam, setMembership } from "#lib/identity";
import { expect, makePerson, test, type Installation } from "./fixtures.ts";
import { isApplied, publishStorefront, registerStorefront } from "./seed-storefront.ts";
import { startUpstream } from "./upstream.ts";

/** Somebody of another team, who owns a published storefront that takes keys. */
async function publishForOthers(installation: Installation, unique: string, url: string) {
  const ctx = installation.system();
  const provider = await makePerson(installation, {
    email: `provider-${unique}@e2e.example`,
    name: `Provider ${unique}`,
  });
  const team = `makers-${unique}`;
  await createTeam(ctx, { slug: team, name: `Makers ${unique}` });
  await setMembership(ctx, { slug: team, email: provider.email, role: "owner" });
  const at = { slug: unique, version: "v1" };
  await registerStorefront(ctx, at, team);
  await saveAccess(ctx, at, { etag: 1, access: { anonymous: false, key: { header: "x-api-key" } } });
  const publication = await publishStorefront(ctx, at, { primary: url });
  await expect.poll(() => isApplied(installation.system(), at, publication)).toBe(true);
  return provider;
}

/** What the gateway answers to a call with this key. */
async function call(installation: Installation, unique: string, key?: string): Promise<number> {
  const headers: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
  return (await fetch(`${installation.gatewayUrl}/${unique}/v1/products`, { headers })).status;
}

const secretIn = async (page: Page) =>
  (await page.getByRole("dialog").getByRole("region", { name: "key", exact: true }).innerText()).trim();

/** Tries an operation out in the portal, through the gateway. */
async function tryOut(page: Page, unique: string): Promise<void> {
  await page.goto(`/apis/${unique}/reference?operation=get-products`);
  await page.getByRole("button", { name: "Try it" }).click();
  const send = page.getByRole("form", { name: "Request" }).getByRole("button", { name: "Send" });
  await expect(send).toBeVisible();
}

test("a team finds an API, tries it, subscribes, gets a key, calls, and loses the key @mobile", async ({
  page,
  pageOf,
  installation,
  team,
  unique,
}) => {
  test.slow();
  const upstream = await startUpstream("primary");
  try {
    const provider = await publishForOthers(installation, unique, upstream.url);
    const theirs = await pageOf(provider);
    await theirs.goto(`/apis/${unique}/plans`);
    await theirs.getByRole("button", { name: "New plan" }).click();
    await theirs.getByLabel("Name", { exact: true }).fill("Gold");
    await theirs.getByLabel(/^Rate limit(?! per)/).fill("50");
    await theirs.getByLabel("Subscribing").selectOption("After the API's team has approved");
    await theirs.getByRole("button", { name: "Offer it" }).click();
    await expect(theirs.getByText("50 per second. After the API's team has approved.")).toBeVisible();

    await page.goto(`/apis?q=${unique}`);
    await page.locator(`a[href^="/apis/${unique}"]`).first().click();
    await expect(page.getByRole("heading", { level: 1, name: "Storefront" })).toBeVisible();
    await tryOut(page, unique);
    await expect(page.getByText("Subscribe at the top of this page first.")).toBeVisible();
    await page.getByRole("button", { name: "Send" }).click();
    const answer = page.getByRole("region", { name: "Answer", exact: true });
    await expect(answer.getByText(/^401/)).toBeVisible();

    await page.getByRole("button", { name: "Subscribe", exact: true }).click();
    await page.getByRole("link", { name: "Open an application" }).click();
    await page.getByRole("button", { name: "New application" }).click();
    await page.getByLabel("Name", { exact: true }).fill(`Till ${unique}`);
    await page.getByRole("button", { name: "Create application" }).click();
    await expect(page.getByRole("heading", { level: 1, name: `Till ${unique}` })).toBeVisible();
    await expect(page.getByText(team.name).first()).toBeVisible();

    await page.goto(`/apis/${unique}`);
    await page.getByRole("button", { name: "Subscribe", exact: true }).click();
    await page.getByRole("dialog").getByLabel("What it is for").fill("Prices at the till");
    await page.getByRole("button", { name: "Send the request" }).click();
    await expect(page.getByText("The request is sent.")).toBeVisible();
    await page.getByRole("link", { name: "Open the application" }).click();
    await expect(page.getByText("Waiting for approval")).toBeVisible();

    await theirs.goto("/");
    await theirs.getByRole("link", { name: new RegExp(`Till ${unique} →`) }).click();
    await theirs.getByRole("button", { name: /^Approve Till/ }).click();
    const approval = theirs.getByRole("dialog");
    await expect(approval.getByText("Prices at the till")).toBeVisible();
    await approval.getByRole("button", { name: "Approve" }).click();
    await expect(approval.getByText("Active on 1/1 gateways.")).toBeVisible();

    await expect(page.getByText("Active", { exact: true })).toBeVisible();
    const applicationUrl = page.url();
    await tryOut(page, unique);
    await page.getByRole("button", { name: "Send" }).click();
    await expect(answer.getByText("200 OK")).toBeVisible({ timeout: 20_000 });
    await page.goto(applicationUrl);
    await page.getByRole("button", { name: "New key" }).click();
    await page.getByRole("dialog").getByLabel("Name", { exact: true }).fill("web shop");
    await page.getByRole("button", { name: "Create key" }).click();
    await expect(page.getByText("The key works on 1/1 gateways.")).toBeVisible();
    const secret = await secretIn(page);
    expect(secret).toMatch(/^usk_production_[0-9A-Za-z]{49}$/);
    expect(await call(installation, unique)).toBe(401);
    expect(await call(installation, unique, secret)).toBe(200);
    await page.getByRole("button", { name: "I have kept it" }).click();
    await expect(page.getByText(secret)).toBeHidden();

    await page.getByRole("button", { name: "Revoke web shop" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    const clickedAt = Date.now();
    await expect.poll(() => call(installation, unique, secret), { intervals: [10] }).toBe(401);
    // Shown, not asserted: on a machine that does other things, too, it says more about the machine.
    test.info().annotations.push({ type: "revoked after ms", description: String(Date.now() - clickedAt) });
    await expect(page.getByText("Refused on 1/1 gateways.")).toBeVisible();
    await page.getByRole("button", { name: "Done" }).click();
    await expect(page.getByText("Revoked", { exact: true })).toBeVisible();
  } finally {
    await upstream.kill();
  }
});

const TABS_MAX = 120;

/** Goes there as somebody without a pointer does: by Tab, from wherever the focus is. */
async function tabTo(target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let tabs = 0; tabs <= TABS_MAX; tabs++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await target.page().keyboard.press("Tab");
  }
  throw new Error(`No way by Tab to ${target.toString()}`);
}

async function enter(target: Locator): Promise<void> {
  await tabTo(target);
  await target.page().keyboard.press("Enter");
}

test("the same by keyboard alone", async ({ page, pageOf, installation, unique }) => {
  test.slow();
  const upstream = await startUpstream("primary");
  try {
    const theirs = await pageOf(await publishForOthers(installation, unique, upstream.url));
    await theirs.goto(`/apis/${unique}/plans`);
    await enter(theirs.getByRole("button", { name: "New plan" }));
    await tabTo(theirs.getByRole("dialog").getByLabel("Name", { exact: true }));
    await theirs.keyboard.type("Free");
    await theirs.keyboard.press("ControlOrMeta+Enter");
    await expect(theirs.getByText("No limit. At once, without approval. 0 subscribers.")).toBeVisible();

    await page.goto("/");
    await page.keyboard.press("g");
    await page.keyboard.press("p");
    await expect(page).toHaveURL(/\/applications$/);
    await enter(page.getByRole("button", { name: "New application" }));
    await tabTo(page.getByRole("dialog").getByLabel("Name", { exact: true }));
    await page.keyboard.type(`Kiosk ${unique}`);
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect(page.getByRole("heading", { level: 1, name: `Kiosk ${unique}` })).toBeVisible();

    await page.keyboard.press("ControlOrMeta+k");
    await expect(page.getByRole("combobox", { name: "Search APIs and commands" })).toBeFocused();
    await page.keyboard.type(unique);
    const apis = page.getByRole("group", { name: "APIs" });
    await expect(apis.getByRole("option")).toContainText(unique);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(new RegExp(`/apis/${unique}`));
    await enter(page.getByRole("button", { name: "Subscribe", exact: true }));
    const dialog = page.getByRole("dialog");
    await tabTo(dialog.getByLabel("Application"));
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect(dialog.getByText("Active on 1/1 gateways.")).toBeVisible();
    await enter(dialog.getByRole("link", { name: "Make a key" }));

    await expect(page).toHaveURL(/\/applications\//);
    await expect(page.getByRole("heading", { level: 1, name: `Kiosk ${unique}` })).toBeVisible();
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await enter(page.getByRole("button", { name: "New key" }));
    await tabTo(page.getByRole("dialog").getByLabel("Name", { exact: true }));
    await page.keyboard.type("kiosk");
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect(page.getByText("The key works on 1/1 gateways.")).toBeVisible();
    const secret = await secretIn(page);
    expect(await call(installation, unique, secret)).toBe(200);
    await page.keyboard.press("Escape");
    await enter(page.getByRole("button", { name: /^Actions for/ }));
    await expect(page.getByRole("menuitem", { name: "History" })).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await enter(page.getByRole("dialog").getByRole("button", { name: "End" }));
    await expect(page.getByText("Ended on 1/1 gateways.")).toBeVisible();
    expect(await call(installation, unique, secret)).toBe(403);
  } finally {
    await upstream.kill();
  }
});
