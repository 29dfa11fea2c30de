import { addVersion, registerApi } from "#lib/catalogue";
import { findBarriers } from "./barriers.ts";
import { expect, test } from "./fixtures.ts";
import { publishStorefront } from "./seed-storefront.ts";

const get = (summary: string) => ({ get: { summary, responses: { "200": { description: "fine" } } } });

function source(version: string, paths: object) {
  const document = { openapi: "3.1.0", info: { title: "Shop", version }, paths };
  return { kind: "text" as const, text: JSON.stringify(document) };
}

test("two versions are compared: what breaks consumers, and what is served differently @mobile", async ({
  installation,
  unique,
  team,
  page,
}) => {
  const system = installation.system();
  await registerApi(system, {
    source: source("1", { "/products": get("List products"), "/carts": get("List carts") }),
    slug: unique,
    version: "v1",
    team: team.slug,
    tier: 3,
    visibility: "public",
  });
  await addVersion(
    system,
    { slug: unique },
    {
      source: source("2", { "/products": get("List products"), "/orders": get("List orders") }),
      version: "v2",
    },
  );

  await page.goto(`/apis/${unique}/versions`);
  await page.getByRole("link", { name: "Compare" }).click();
  const breaking = page.getByRole("region", { name: "Breaking changes" });
  const safe = page.getByRole("region", { name: "Safe changes" });
  await expect(page.getByLabel("From")).toHaveValue("version:v1");
  await expect(page.getByLabel("To", { exact: true })).toHaveValue("draft");
  await expect(breaking.getByRole("listitem")).toHaveCount(1);
  await expect(breaking.getByText("/carts", { exact: true })).toBeVisible();
  await expect(breaking.getByText("/paths/~1carts/get")).toBeVisible();
  await expect(safe.getByText("/orders", { exact: true })).toBeVisible();
  await expect(
    page.getByRole("region", { name: "Routes and fallback policy" }).getByText("routes.0.pathPrefix"),
  ).toBeVisible();
  expect(await findBarriers(page)).toEqual([]);

  await page.getByRole("radio", { name: "Text" }).click();
  await expect(page).toHaveURL(/as=text/);
  const text = page.getByRole("region", { name: "Difference" });
  await expect(text.getByText('"/carts": {', { exact: true })).toBeVisible();
  await expect(text.getByText("--- a/settings.json")).toBeVisible();
  expect(await findBarriers(page)).toEqual([]);
  await page.screenshot({ path: test.info().outputPath("text.png") });
  await page.getByRole("radio", { name: "List" }).click();
  await expect(text).toBeHidden();

  await page.getByRole("radio", { name: "Safe 1" }).click();
  await expect(page).toHaveURL(/verdict=safe/);
  await expect(breaking).toBeHidden();
  await expect(safe).toBeVisible();

  await page.getByRole("button", { name: "Swap" }).click();
  await expect(page).toHaveURL(/from=draft&to=version%3Av1/);
  await expect(breaking.getByText("/orders", { exact: true })).toBeVisible();

  await page.getByLabel("To", { exact: true }).selectOption("draft");
  await expect(page.getByText("Both sides are the same")).toBeVisible();

  await publishStorefront(system, { slug: unique, version: "v1" }, { primary: "http://127.0.0.1:9" });
  await page.goto(`/apis/${unique}/compare?version=v1`);
  await expect(page.getByLabel("From")).toHaveValue("revision:1");
  await expect(page.getByText("No change that consumers could notice")).toBeVisible();
  await expect(page.getByText("Served in the same way")).toBeVisible();
  expect(await findBarriers(page)).toEqual([]);

  await page.goto(`/apis/${unique}/compare?version=v1&from=revision:9&to=draft`);
  await expect(page.getByRole("alert").getByText(/There is no revision 9/)).toBeVisible();
});
