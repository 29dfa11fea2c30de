import { moveVersion } from "#lib/versions";
import { newId } from "#lib/ids";
import { findBarriers } from "./barriers.ts";
import { expect, test } from "./fixtures.ts";
import { publishStorefront, registerStorefront, waive } from "./seed-storefront.ts";

test("readers see what each revision changed for them, and when a version ends @mobile", async ({
  installation,
  unique,
  team,
  page,
}) => {
  test.slow();
  const system = installation.system();
  const at = { slug: unique, version: "v1" };
  await registerStorefront(system, at, team.slug);
  await publishStorefront(system, at, { primary: "http://127.0.0.1:9" });
  const get = { get: { responses: { "200": { description: "fine" } } } };
  const documentText = JSON.stringify({
    openapi: "3.1.0",
    info: { title: "Shop", version: "2" },
    paths: { "/products": get, "/vouchers": get },
  });
  await system.db.version.updateMany({
    where: { api: { slug: unique } },
    data: { documentText, documentDigest: newId("x") },
  });
  await waive(installation.system(), at, "breaking-change");
  await publishStorefront(system, at, { primary: "http://127.0.0.1:9" });

  await page.goto(`/apis/${unique}`);
  const latest = page.getByRole("region", { name: "What changed lately" });
  await expect(latest.getByText("The first published revision.")).toBeVisible();
  await expect(async () => {
    await page.goto(`/apis/${unique}/changelog`);
    await expect(
      page.getByRole("listitem", { name: "Revision 2" }).getByText("Breaking", { exact: true }),
    ).toBeVisible({
      timeout: 3_000,
    });
  }).toPass();
  const second = page.getByRole("listitem", { name: "Revision 2" });
  await expect(second.getByText("/vouchers", { exact: true })).toBeVisible();
  await expect(page.getByRole("listitem", { name: "Revision 1" })).toContainText("The first published");
  expect(await findBarriers(page)).toEqual([]);
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  expect(content).toBeLessThanOrEqual(window ?? 0);
  await second.getByRole("link", { name: "Compare with revision 1" }).click();
  await expect(page).toHaveURL(/compare\?.*from=revision%3A1&to=revision%3A2/);

  const sunsetAt = new Date(Math.ceil(Date.now() / 86_400_000 + 40) * 86_400_000).toISOString();
  await moveVersion(system, at, {
    action: "deprecate",
    etag: 1,
    sunsetAt,
    note: "Ask the shop's team.",
    brownouts: [],
  });
  for (const tab of ["", "/reference", "/changelog"]) {
    await page.goto(`/apis/${unique}${tab}`);
    await expect(page.getByText("v1 is deprecated")).toBeVisible();
    await expect(page.getByText(`It ends on ${sunsetAt.slice(0, 10)}`)).toBeVisible();
    await expect(page.getByText("Ask the shop's team.")).toBeVisible();
  }
  expect(await findBarriers(page)).toEqual([]);
});
