import AxeBuilder from "@axe-core/playwright";
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
  await page.goto(`/apis/${unique}/fallback`);
  await page.getByRole("button", { name: "Add a fallback" }).click();
  await page.getByRole("menuitem", { name: "Backup upstream" }).click();
  const backup = page.getByRole("button", { name: /backup, HTTP upstream/ });
  await expect(backup).toHaveAccessibleName(/^Fallback 1:/);
  const from = await page.getByRole("button", { name: "Move backup", exact: true }).boundingBox();
  const to = await page.getByRole("button", { name: "Move primary", exact: true }).boundingBox();
  if (from === null || to === null) throw new Error("The cards have no handles.");
  await page.mouse.move(from.x + 5, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x - 20, from.y + from.height / 2 - 10, { steps: 4 });
  await page.mouse.move(to.x - 10, to.y + to.height / 2, { steps: 15 });
  await page.mouse.up();
  await expect(backup).toHaveAccessibleName(/^Primary:/);
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

test("the editor and the incidents have no accessibility violation @mobile", async ({
  page,
  installation,
  team,
  unique,
}) => {
  await registerStorefront(installation.system(), { slug: unique, version: "v1" }, team.slug);
  for (const path of [
    `/apis/${unique}/fallback`,
    `/apis/${unique}/fallback?view=simulate`,
    `/apis/${unique}/incidents`,
  ]) {
    await page.goto(path);
    await expect(
      page.getByRole("tab", { name: "Simulate" }).or(page.getByText("Who answered when")),
    ).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  }
});
