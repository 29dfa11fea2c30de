import { findBarriers } from "./barriers.ts";
import { expect, makePerson, test } from "./fixtures.ts";
import { makeGovernance } from "./make-governance.ts";
import { registerStorefront } from "./seed-storefront.ts";

test("a page that is not one's own says whose it is and what to do @mobile", async ({
  installation,
  pageOf,
  team,
  unique,
}) => {
  await registerStorefront(installation.system(), { slug: unique, version: "v1" }, team.slug);
  const stranger = await makePerson(installation, {
    email: `stranger-${unique}@e2e.example`,
    name: `Stranger ${unique}`,
  });
  const page = await pageOf(stranger);
  for (const path of ["/admin/users", "/admin/audit", "/admin/jobs"]) {
    await page.goto(path);
    await expect(page.getByText("This is for administrators.")).toBeVisible();
    await expect(page.getByText(`You are signed in as ${stranger.name}.`)).toBeVisible();
  }
  expect(await findBarriers(page)).toEqual([]);
  for (const section of ["subscribers", "usage"]) {
    await page.goto(`/apis/${unique}/${section}`);
    await expect(page.getByText(`The team ${team.name} looks after this API.`)).toBeVisible();
  }
  await page.goto(`/apis/${unique}/fallback`);
  await expect(page.getByText("You can look; its team edits it.")).toBeVisible();
  await expect(page.getByRole("button", { name: /Publish|Submit/ })).toHaveCount(0);
  await expect(page.getByText("Address known to its team")).toBeVisible();
  await expect(page.getByText(/has no address/)).toHaveCount(0);
  await page.goto(`/apis/${unique}/fallback?view=diff`);
  await expect(page.getByRole("tab", { name: /^Findings/ })).toHaveAttribute("aria-selected", "true");
  await page.goto("/");
  await expect(page.getByRole("link", { name: "Register an API" })).toHaveCount(0);
});

test("governance is led to the audit, and teams are everybody's", async ({
  installation,
  pageOf,
  page,
  team,
  unique,
}) => {
  const judge = await pageOf(await makeGovernance(installation, unique));
  await judge.goto("/");
  const areas = judge.getByRole("navigation", { name: "Main" }).first();
  await areas.getByRole("link", { name: "Audit" }).click();
  await expect(judge.getByRole("heading", { level: 1, name: "Audit" })).toBeVisible();
  await expect(areas.getByRole("link", { name: "Admin" })).toHaveCount(0);
  await page.goto("/");
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await expect(page).toHaveURL(/\/teams$/);
  await page.goto(`/admin/teams/${team.slug}`);
  await expect(page).toHaveURL(new RegExp(`/teams/${team.slug}$`));
  await expect(page.getByRole("heading", { level: 1, name: team.name })).toBeVisible();
});
