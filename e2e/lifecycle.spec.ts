import { createApplication, createPlan, listPlans, subscribe } from "#lib/consumers";
import { setMembership } from "#lib/identity";
import { runSunsets } from "#lib/versions";
import { findBarriers } from "./barriers.ts";
import { expect, makePerson, test } from "./fixtures.ts";
import { isApplied, publishStorefront, registerStorefront } from "./seed-storefront.ts";
import { startUpstream } from "./upstream.ts";

const DAY = 86_400_000;

test("a version is deprecated, acknowledged, blocked and retired, and its callers are told by every answer @mobile", async ({
  installation,
  unique,
  team,
  page,
  pageOf,
}) => {
  test.setTimeout(120_000);
  const system = installation.system();
  const at = { slug: unique, version: "v1" };
  const url = `${installation.gatewayUrl}/${unique}/v1/products`;
  const upstream = await startUpstream("primary");
  try {
    await registerStorefront(system, at, team.slug);
    const first = await publishStorefront(system, at, { primary: upstream.url });
    await expect.poll(() => isApplied(installation.system(), at, first)).toBe(true);
    const consumer = await makePerson(installation, { email: `c-${unique}@e2e.example`, name: "Cora" });
    await setMembership(system, { slug: team.slug, email: consumer.email, role: "maintainer" });
    await createApplication(system, {
      team: team.slug,
      slug: `app-${unique}`,
      name: "Till",
      description: "",
    });
    await createPlan(system, at, {
      name: "Free",
      approval: "automatic",
      description: "",
      rate: null,
      quota: null,
    });
    const [plan] = (await listPlans(system, at)).items;
    const input = {
      api: unique,
      version: "v1",
      environment: "production",
      plan: plan?.id ?? "",
      purpose: "",
    };
    await subscribe(system, { slug: `app-${unique}` }, input);

    await page.goto(`/apis/${unique}/lifecycle?version=v1`);
    const life = page.getByRole("region", { name: "Life of v1" });
    await expect(life.getByRole("listitem").filter({ hasText: "Published" })).toHaveAttribute(
      "aria-current",
      "step",
    );
    await life.getByRole("button", { name: "Deprecate", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("1 application subscribed")).toBeVisible();
    const tooSoon = new Date(Date.now() + 5 * DAY).toISOString().slice(0, 10);
    await dialog.getByLabel("It ends on").fill(tooSoon);
    await expect(dialog.getByText(/days to move; at least 30 are asked for/)).toBeVisible();
    await dialog.getByLabel("It ends on").fill("2020-01-01");
    await dialog.getByRole("button", { name: "Deprecate", exact: true }).click();
    await expect(dialog.getByText("The end lies ahead: callers need time to move.")).toBeVisible();
    const sunset = new Date(Math.ceil((Date.now() + 40 * DAY) / DAY) * DAY);
    await dialog.getByLabel("It ends on").fill(sunset.toISOString().slice(0, 10));
    await dialog.getByLabel("Note").fill("Ask the shop's team.");
    await dialog.getByRole("button", { name: "Add a brown-out" }).click();
    const minute = (days: number) => new Date(sunset.getTime() - days * DAY).toISOString().slice(0, 16);
    await dialog.getByLabel("Brown-out 1 begins").fill(new Date().toISOString().slice(0, 16));
    await dialog.getByLabel("Brown-out 1 ends").fill(minute(4.9));
    await dialog.getByRole("button", { name: "Deprecate", exact: true }).click();
    await expect(
      dialog.getByText("Callers are told at least 24 hours ahead: let it begin later."),
    ).toBeVisible();
    await dialog.getByLabel("Brown-out 1 begins").fill(minute(5));
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Deprecate", exact: true }).click();
    await expect(dialog.getByText(/applied in/).first()).toBeVisible();
    await dialog.getByRole("button", { name: "Done" }).click();
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("deprecation")).toMatch(/^@\d+$/);
    expect(answer.headers.get("sunset")).toBe(sunset.toUTCString());
    expect(answer.headers.get("link")).toContain('rel="deprecation"');

    const theirs = await pageOf(consumer);
    await theirs.goto(`/apis/${unique}/lifecycle?version=v1`);
    // The list comes by script: from then on buttons do something.
    await expect(theirs.getByText("Told", { exact: true })).toBeVisible();
    await expect(theirs.getByText(`${minute(5).replace("T", " ")} to`).first()).toBeVisible();
    await theirs.getByRole("button", { name: "Acknowledge" }).click();
    await expect(theirs.getByText("Acknowledged by Cora")).toBeVisible();

    await life.getByRole("button", { name: "Block" }).click();
    await dialog.getByLabel("Why").fill("It leaks.");
    await dialog.getByRole("button", { name: "Block", exact: true }).click();
    await expect(dialog.getByText(/applied in/).first()).toBeVisible();
    await dialog.getByRole("button", { name: "Done" }).click();
    expect((await fetch(url)).status).toBe(503);
    await life.getByRole("button", { name: "Unblock" }).click();
    await dialog.getByRole("button", { name: "Unblock" }).click();
    await expect(dialog.getByText(/applied in/).first()).toBeVisible();
    await dialog.getByRole("button", { name: "Done" }).click();
    expect((await fetch(url)).status).toBe(200);

    // The job is told the time.
    await runSunsets({ ...installation.system(), now: new Date(sunset.getTime() + 1) });
    await expect.poll(async () => (await fetch(url)).status).toBe(410);
    expect(await (await fetch(url)).text()).toContain("is retired");
    await page.reload();
    await expect(life.getByRole("listitem").filter({ hasText: "Retired" })).toHaveAttribute(
      "aria-current",
      "step",
    );
    await expect(life.getByRole("button")).toHaveCount(0);
    expect(await findBarriers(page)).toEqual([]);
    await page.screenshot({ path: test.info().outputPath("retired.png"), fullPage: true });
  } finally {
    await upstream.kill();
  }
});
