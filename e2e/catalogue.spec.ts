import { readFileSync } from "node:fs";
import { expect, makePerson, test } from "./fixtures.ts";
import { scriptBytesOf } from "./script-bytes.ts";
import { publishStorefront, registerStorefront } from "./seed-storefront.ts";

const DOCUMENT = readFileSync(new URL("../demo/documents/payments.yaml", import.meta.url), "utf8");
/** What the catalogue may load before it can be used. */
const SCRIPT_BUDGET_BYTES = 180 * 1024;

test("a document with a fault is refused with its place, a good one is found again @mobile", async ({
  page,
  team,
  unique,
}) => {
  await page.goto("/apis/new");
  await page.getByLabel("OpenAPI document").fill("openapi: 3.1.0\ninfo: [");
  await expect(page.getByText(/line \d+/i).first()).toBeVisible();
  await page.getByRole("button", { name: "Register API" }).click();
  await expect(page).toHaveURL(/\/apis\/new$/);

  await page.getByLabel("OpenAPI document").fill(DOCUMENT);
  await page.getByLabel("Name", { exact: true }).fill(`Payments ${unique}`);
  await page.getByLabel("Slug").fill(unique);
  await page.getByLabel("Owner team").selectOption({ label: team.name });
  await page.getByRole("button", { name: "Register API" }).click();
  await expect(page.getByRole("heading", { level: 1, name: `Payments ${unique}` })).toBeVisible();

  await page.goto(`/apis?q=${unique}`);
  await expect(page.getByRole("link", { name: `Payments ${unique}` }).first()).toBeVisible();
  await page.goto(`/apis?q=absent${unique}`);
  await expect(page.getByRole("link", { name: `Payments ${unique}` })).toBeHidden();
});

test("what orders and shows the catalogue stands in one line on a phone @mobile-only @mobile", async ({
  page,
}) => {
  await page.goto("/apis?tier=1");
  const views = page.getByRole("button", { name: "Saved views" });
  const filters = page.getByRole("button", { name: "Filters (1)" });
  const middles = async () => {
    const boxes = await Promise.all(
      [filters, page.getByLabel("Sort"), views].map((one) => one.boundingBox()),
    );
    return boxes.map((box) => Math.round((box?.y ?? 0) + (box?.height ?? 0) / 2));
  };
  await expect(views).toBeVisible();
  expect(new Set(await middles()).size).toBe(1);
});

test("what a row says on a phone is not cut off, and an empty list counts nothing @mobile-only @mobile", async ({
  page,
  installation,
  team,
  unique,
}) => {
  const at = { slug: unique, version: "v1" };
  const upstream = { primary: "http://127.0.0.1:9" };
  await registerStorefront(installation.system(), at, team.slug);
  await publishStorefront(
    installation.system(),
    { ...at, note: "Brings the new carts to every shop" },
    upstream,
  );
  await page.goto(`/apis/${unique}/activity`);
  const note = page.getByText("Brings the new carts to every shop");
  await expect(note).toBeVisible();
  expect(await note.evaluate(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)).toBe(true);

  await page.goto(`/apis?q=absent${unique}`);
  await expect(page.getByText("No API matches.")).toBeVisible();
  await expect(page.getByText("0 APIs")).toHaveCount(1);
});

test("a taken slug is said at its field, and what was typed stays", async ({
  page,
  installation,
  team,
  unique,
}) => {
  await registerStorefront(installation.system(), { slug: unique, version: "v1" }, team.slug);
  await page.goto("/apis/new");
  await page.getByLabel("OpenAPI document").fill(DOCUMENT);
  await page.getByLabel("Name", { exact: true }).fill("Another name");
  await page.getByLabel("Slug").fill(unique);
  await page.getByRole("button", { name: "Register API" }).click();
  await expect(page.getByText(`The slug ${unique} is taken. Choose another.`).first()).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Another name");
});

test("the command menu finds an API from anywhere, by keyboard", async ({
  page,
  installation,
  team,
  unique,
}) => {
  await registerStorefront(installation.system(), { slug: unique, version: "v1" }, team.slug);
  await page.goto("/gateways");
  await page.keyboard.press("ControlOrMeta+k");
  await expect(page.getByRole("combobox", { name: "Search APIs and commands" })).toBeFocused();
  await page.keyboard.type(unique);
  // While it is typed, names that begin alike are found too.
  const found = page.getByRole("group", { name: "APIs" }).getByRole("option").first();
  await expect(found).toContainText(unique);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/apis/${unique}`));
});

test("someone else's private API is not there: not in lists, not by its address", async ({
  page,
  pageOf,
  installation,
  administrator,
  team,
  unique,
}) => {
  await registerStorefront(installation.system(), { slug: unique, version: "v1" }, team.slug);
  await installation.system().db.api.update({ where: { slug: unique }, data: { visibility: "private" } });
  await page.goto(`/apis?q=${unique}`);
  await expect(page.getByRole("link", { name: "Storefront" }).first()).toBeVisible();

  const stranger = await pageOf(
    await makePerson(installation, { email: `stranger-${unique}@e2e.example`, name: "Stranger" }),
  );
  await stranger.goto(`/apis?q=${unique}`);
  await expect(stranger.getByRole("link", { name: "Storefront" })).toBeHidden();
  const answers = ["", "/versions/v1", "/versions/v1/draft", "/versions/v1/live?environment=production"].map(
    (path) => stranger.request.get(`/api/v1/apis/${unique}${path}`),
  );
  for (const answer of await Promise.all(answers)) expect(answer.status()).toBe(404);

  const admin = await pageOf(administrator);
  expect((await admin.request.get(`/api/v1/apis/${unique}`)).status()).toBe(200);
});

test("the catalogue's script stays within its budget", async ({ page }) => {
  const bytes = await scriptBytesOf(page, "/apis");
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThanOrEqual(SCRIPT_BUDGET_BYTES);
});
