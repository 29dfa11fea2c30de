import { registerApi, updateApi } from "#lib/catalogue";
import { createTeam, setMembership } from "#lib/identity";
import { findBarriers } from "./barriers.ts";
import { expect, makePerson, test, type Installation } from "./fixtures.ts";

const LONG =
  "An API whose name is so long that no column of any table could ever hold all of it, whatever the window is";

interface Added {
  team: string;
  slug: string;
  name: string;
  /** Summary by path; each is a GET. */
  paths: Record<string, string>;
  domain?: string;
  tags?: string[];
}

async function add(installation: Installation, { paths, ...facts }: Added): Promise<void> {
  const responses = { 200: { description: "fine" } };
  const operations = Object.entries(paths).map(([path, summary]) => [path, { get: { summary, responses } }]);
  const info = { title: facts.name, version: "1" };
  const text = JSON.stringify({ openapi: "3.1.0", info, paths: Object.fromEntries(operations) as object });
  const source = { kind: "text", text } as const;
  await registerApi(installation.system(), { source, tier: 2, visibility: "public", tags: [], ...facts });
}

test("search, filter and open by keyboard; the address says it all @mobile", async ({
  page,
  installation,
  team,
  unique,
}, { project }) => {
  await add(installation, {
    team: team.slug,
    slug: `${unique}-pay`,
    name: `Payments ${unique}`,
    paths: { "/charges": "Charge a card" },
    domain: "finance",
    tags: ["pci", "core"],
  });
  await add(installation, {
    team: team.slug,
    slug: `${unique}-shop`,
    name: `Webshop ${unique}`,
    paths: { "/baskets/{basketId}/paymentMethods": "Ways to pay" },
    domain: "retail",
    tags: ["core"],
  });
  await add(installation, {
    team: team.slug,
    slug: `${unique}-long`,
    name: `${unique} ${LONG}`,
    paths: { "/things": "Things" },
  });
  await page.goto("/apis");
  await page.getByRole("heading", { level: 1, name: "Catalogue" }).waitFor();
  // What comes by script is there: from then on keys do something.
  await page.getByRole("radio", { name: "Cards" }).waitFor();
  await page.keyboard.press("/");
  const box = page.getByRole("searchbox", { name: "Search APIs" });
  await expect(box).toBeFocused();
  await page.keyboard.type(`${unique} payment`);
  await expect(page).toHaveURL(new RegExp(`q=${unique}\\+payment`));
  const results = page.locator("[data-result]");
  await expect(results).toHaveText([`Payments ${unique}`, `Webshop ${unique}`]);
  await expect(page.getByRole("list", { name: "Matching operations" })).toContainText(
    "/baskets/{basketId}/paymentMethods",
  );
  expect(await findBarriers(page)).toEqual([]);

  await box.fill(`${unique} paymnet`);
  await expect(page.getByRole("status").filter({ hasText: "for words near" })).toBeVisible();
  await expect(results).toHaveCount(2);

  await box.fill(unique);
  await expect(results).toHaveCount(3);
  const filters = page.getByRole("button", { name: /^Filters/ });
  if (project.name === "mobile") await filters.click();
  const domain = page.getByRole("group", { name: "Domain" });
  await expect(domain.getByRole("checkbox", { name: /finance\s*1/ })).toBeVisible();
  // The address decides what is chosen, a moment after the click.
  await page
    .getByRole("group", { name: "Tag" })
    .getByRole("checkbox", { name: /core\s*2/ })
    .click();
  await expect(results).toHaveCount(2);
  await domain.getByRole("checkbox", { name: /retail\s*1/ }).click();
  await expect(page).toHaveURL(/tag=core/);
  await expect(results).toHaveText([`Webshop ${unique}`]);
  expect(await findBarriers(page)).toEqual([]);
  await page.goBack();
  await expect(results).toHaveCount(2);
  if (project.name === "mobile") await filters.click();

  await page.getByRole("radio", { name: "Cards" }).click();
  await expect(page.getByRole("list", { name: "APIs" }).getByRole("listitem").first()).toContainText("core");
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole("button", { name: "Clear all" }).click();
  await expect(page).not.toHaveURL(/[?&]q=/);
  await expect(box).toHaveValue("");
  await box.fill(unique);
  await expect(page).toHaveURL(new RegExp(`q=${unique}`));
  await expect(results).toHaveCount(3);
  await expect(results.first()).toHaveText(`Payments ${unique}`);
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  expect(content).toBeLessThanOrEqual(window ?? 0);

  await box.focus();
  await page.keyboard.press("ArrowDown");
  await expect(results.first()).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/apis/${unique}-pay`));
});

test("a search is kept under a name, and opened by a colleague through its link", async ({
  page,
  pageOf,
  installation,
  team,
  unique,
}) => {
  await add(installation, {
    team: team.slug,
    slug: unique,
    name: `Ledger ${unique}`,
    paths: { "/entries": "Entries" },
  });
  await page.goto(`/apis?q=${unique}&tier=2`);
  await page.getByRole("button", { name: "Saved views" }).click();
  await page.getByRole("menuitem", { name: "Save this search…" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(`View ${unique}`);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("button", { name: `Saved views, showing View ${unique}` })).toBeVisible();
  await expect(page).toHaveURL(/saved=view_/);
  const saved = new URL(page.url()).searchParams.get("saved") ?? "";

  const colleague = await pageOf(
    await makePerson(installation, { email: `colleague-${unique}@e2e.example`, name: "Colleague" }),
  );
  await colleague.goto(`/apis?saved=${saved}`);
  await expect(colleague).toHaveURL(new RegExp(`q=${unique}`));
  await expect(colleague.locator("[data-result]")).toHaveText([`Ledger ${unique}`]);
  await colleague.getByRole("button", { name: `Saved views, showing View ${unique}` }).click();
  await expect(colleague.getByRole("menuitem", { name: "Delete view" })).toBeHidden();
  expect((await colleague.request.delete(`/api/v1/views/${saved}`)).status()).not.toBe(204);

  await page.getByRole("button", { name: /^Saved views/ }).click();
  await page.getByRole("menuitem", { name: "Delete view" }).click();
  await expect(page.getByText("The view is deleted.")).toBeVisible();
  await expect(page).not.toHaveURL(/saved=/);
});

test("the command menu finds operations and teams, and goes where something is done", async ({
  page,
  installation,
  team,
  unique,
}) => {
  await add(installation, {
    team: team.slug,
    slug: unique,
    name: `Vessels ${unique}`,
    paths: { [`/${unique}berths`]: "Berths" },
  });
  await page.goto("/");
  await page.keyboard.press("ControlOrMeta+k");
  await expect(page.getByRole("combobox", { name: "Search APIs and commands" })).toBeFocused();
  await page.keyboard.type(`${unique}berth`);
  await expect(page.getByRole("group", { name: "Operations" }).getByRole("option")).toContainText(
    `/${unique}berths`,
  );
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(`fallback ${unique}`);
  const deed = page.getByRole("option", { name: new RegExp(`Fallback of Vessels ${unique}`) });
  await deed.click();
  await expect(page).toHaveURL(new RegExp(`/apis/${unique}/fallback`));
});

test("a restricted API is found by the teams it names, and by nobody else", async ({
  page,
  pageOf,
  installation,
  team,
  unique,
}) => {
  const paths = { "/x": "X" };
  await add(installation, {
    team: team.slug,
    slug: unique,
    name: `Guarded ${unique}`,
    paths,
    domain: `d${unique}`,
  });
  await updateApi(installation.system(), { slug: unique }, { visibility: "private" });
  const stranger = await makePerson(installation, { email: `guest-${unique}@e2e.example`, name: "Guest" });
  const guests = await createTeam(installation.system(), {
    slug: `guests-${unique}`,
    name: `Guests ${unique}`,
  });
  await setMembership(installation.system(), { slug: guests.slug, email: stranger.email, role: "owner" });
  const theirs = await pageOf(stranger);
  await theirs.goto(`/apis?q=${unique}`);
  await expect(theirs.getByText("No API matches.")).toBeVisible();
  await expect(theirs.getByText(`d${unique}`)).toBeHidden();

  await page.goto(`/apis/${unique}/settings`);
  await page.getByLabel("Visibility").selectOption("restricted");
  await page.getByRole("checkbox", { name: `Guests ${unique}` }).check();
  await page.getByLabel("Tags").fill("pci, Customer Facing");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await theirs.goto(`/apis?q=${unique}&tag=customer-facing`);
  await expect(theirs.locator("[data-result]")).toHaveText([`Guarded ${unique}`]);
});
