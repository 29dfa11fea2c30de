import AxeBuilder from "@axe-core/playwright";
import { openEditor, panelOf } from "./editor-page.ts";
import { expect, test } from "./fixtures.ts";
import { isApplied, publishStorefront, registerStorefront } from "./seed-storefront.ts";
import { servedBy, startUpstream } from "./upstream.ts";

test("another API stands in for one that died, and is not taken away unseen", async ({
  page,
  installation,
  team,
  unique,
}) => {
  const [own, others] = [await startUpstream("own"), await startUpstream("other")];
  try {
    const system = installation.system();
    const [at, other] = [
      { slug: unique, version: "v1" },
      { slug: `${unique}-other`, version: "v1" },
    ];
    for (const each of [at, other]) await registerStorefront(system, each, team.slug);
    await publishStorefront(system, other, { primary: others.url });
    const first = await publishStorefront(system, at, { primary: own.url });
    await expect.poll(() => isApplied(system, at, first)).toBe(true);

    await openEditor(page, at.slug);
    await page.getByRole("button", { name: "Add a fallback" }).click();
    await page.getByRole("menuitem", { name: "Another API" }).click();
    const panel = panelOf(page);
    await panel.getByLabel("Search the catalogue").fill(other.slug);
    // The closest comes first; what is called nearly the same follows.
    await panel.getByRole("list", { name: "APIs found" }).getByRole("button", { name: other.slug }).click();
    await expect(panel.getByText("Revision 1 in production")).toBeVisible();
    await expect(panel.getByRole("region", { name: `Chain of ${other.slug} v1` })).toContainText("primary");
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByText(/^Saved/)).toBeVisible();
    // The worker compares their documents.
    await expect(page.locator("[data-card]").getByText("Can stand in")).toBeVisible({ timeout: 30_000 });
    await expect(panel.getByRole("group", { name: "Whether it can stand in" })).toContainText(
      `${other.slug} v1, as published (revision 1), can answer in place of this API.`,
    );

    await page.getByRole("button", { name: "Publish to production" }).click();
    const publishing = page.getByRole("dialog");
    await publishing.getByRole("button", { name: "Publish", exact: true }).click();
    await expect(publishing.getByText(/^Live on 1\/1 gateways/)).toBeVisible();
    await own.kill();
    const url = `${installation.gatewayUrl}/${at.slug}/v1/products`;
    await expect.poll(async () => servedBy(await (await fetch(url)).text())).toBe("other");

    await page.goto(`/apis/${other.slug}`);
    const usedBy = page.getByRole("region", { name: "Used as a fallback by" });
    await expect(usedBy.getByRole("link")).toHaveAttribute("href", new RegExp(`/apis/${at.slug}/fallback`));
    await page.goto(`/apis/${other.slug}/activity`);
    await page.getByRole("button", { name: "Unpublish" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("It is in the fallback chain of other APIs")).toBeVisible();
    await expect(dialog.getByRole("button", { name: "Unpublish all the same" })).toBeEnabled();
  } finally {
    await Promise.all([own.kill(), others.kill()]);
  }
});
