import { registerApi } from "#lib/catalogue";
import { createApplication, createPlan, listPlans, subscribe } from "#lib/consumers";
import { createTeam, setMembership } from "#lib/identity";
import { runSunsets } from "#lib/versions";
import { closeSheet, openEditor, panelOf } from "./editor-page.ts";
import { expect, makePerson, test } from "./fixtures.ts";
import { askForApproval, makeGovernance } from "./make-governance.ts";
import { rawGet } from "./raw-get.ts";
import { isApplied, publishStorefront } from "./seed-storefront.ts";
import { startUpstream } from "./upstream.ts";

const DAY = 86_400_000;
const get = (summary: string) => ({ get: { summary, responses: { "200": { description: "fine" } } } });
const documentOf = (...paths: string[]) =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title: "Shop", version: "1" },
    paths: Object.fromEntries(paths.map((path) => [path, get(`List ${path}`)])),
  });

test("a breaking change is reviewed, sent back, published as a new version, and the old one retires by its announced end @mobile", async ({
  installation,
  unique,
  team,
  page,
  pageOf,
}) => {
  test.setTimeout(240_000);
  const system = installation.system();
  const v1 = { slug: unique, version: "v1" };
  const upstream = await startUpstream("primary");
  const call = (version: string) => rawGet(`${installation.gatewayUrl}/${unique}/${version}/products`);
  try {
    const facts = { slug: unique, version: "v1", team: team.slug, tier: 3, visibility: "public" } as const;
    await registerApi(system, {
      source: { kind: "text", text: documentOf("/products", "/carts") },
      ...facts,
    });
    const first = await publishStorefront(system, v1, { primary: upstream.url });
    await expect.poll(() => isApplied(installation.system(), v1, first)).toBe(true);
    const consumer = await makePerson(installation, { email: `c-${unique}@e2e.example`, name: "Cora" });
    const theirTeam = `tills-${unique}`;
    await createTeam(system, { slug: theirTeam, name: "Tills" });
    await setMembership(system, { slug: theirTeam, email: consumer.email, role: "owner" });
    const application = { slug: `app-${unique}`, name: "Till", description: "", team: theirTeam };
    await createApplication(system, application);
    const plan = { name: "Free", approval: "automatic", description: "", rate: null, quota: null } as const;
    await createPlan(system, v1, plan);
    const [free] = (await listPlans(system, v1)).items;
    const wish = { api: unique, version: "v1", environment: "production", plan: free?.id ?? "", purpose: "" };
    await subscribe(system, { slug: application.slug }, wish);
    await askForApproval(installation, { unique, team: team.slug });
    const governance = await pageOf(await makeGovernance(installation, unique));
    const theirs = await pageOf(consumer);
    const dialog = page.getByRole("dialog");

    // The producer takes an operation out of what is live, and asks for a review of it.
    await page.goto(`/apis/${unique}/versions`);
    await expect(page.getByRole("listitem", { name: "Revision 1", exact: true })).toBeVisible();
    await page.getByRole("button", { name: "Actions for v1" }).click();
    await page.getByRole("menuitem", { name: "Replace document…" }).click();
    await dialog.getByLabel("OpenAPI document").fill(documentOf("/products"));
    await expect(dialog.getByRole("region", { name: "Breaking changes" })).toBeVisible();
    await dialog.getByRole("button", { name: "Replace document" }).click();
    await expect(page.getByText("The draft of v1 has another document.")).toBeVisible();
    await page.goto(`/apis/${unique}/fallback?version=v1&environment=production`);
    await page.getByRole("button", { name: "Submit for review" }).click();
    await dialog.getByLabel("What changes, and why").fill("Carts are gone.");
    await dialog.getByRole("button", { name: "Submit for review" }).click();
    await expect(page).toHaveURL(/\/reviews\/rvw_/);
    const review = new URL(page.url()).pathname;

    // Governance sees what it breaks, and whom it reaches, and sends it back.
    await governance.goto("/reviews?waiting=me");
    await expect(governance.getByText("Carts are gone.")).toBeVisible();
    await governance.goto(review);
    const contract = governance.getByRole("region", { name: "For consumers" });
    await expect(contract.getByText("/carts", { exact: true })).toBeVisible();
    await expect(contract.getByText("Breaking").first()).toBeVisible();
    await expect(governance.getByText("Till (Tills)")).toBeVisible();
    await governance.screenshot({ path: test.info().outputPath("breaking.png"), fullPage: true });
    await governance.getByText("Ask for changes", { exact: true }).first().click();
    await governance.getByLabel("What has to change, or why not").fill("Carts are called: make it v2.");
    await governance.getByRole("button", { name: "Ask for changes" }).click();
    await expect(governance.getByText("Changes asked for").first()).toBeVisible();
    await governance.goto("/notifications");
    const asked = governance.getByRole("listitem").filter({ hasText: /Submitted for review: .* v1/ });
    await expect(asked.getByText(/^Changes were asked for by Gov/)).toBeVisible();
    await expect(asked.getByText("Look at what it changes, and decide.")).toHaveCount(0);

    // The producer takes it back, and brings a new version instead.
    await page.reload();
    await expect(page.getByText("Carts are called: make it v2.")).toBeVisible();
    await page.getByRole("button", { name: "Withdraw" }).click();
    await expect(page.getByText("Withdrawn", { exact: true })).toBeVisible();
    await page.goto(`/apis/${unique}/versions`);
    await expect(page.getByRole("listitem", { name: "Revision 1", exact: true })).toBeVisible();
    await page.getByRole("button", { name: "Add a version" }).click();
    await dialog.getByLabel("OpenAPI document").fill(documentOf("/products"));
    await dialog.getByLabel("Version", { exact: true }).fill("v2");
    await dialog.getByRole("button", { name: "Add version" }).click();
    await expect(page.getByText("v2 is added.")).toBeVisible();
    const chain = await openEditor(page, unique, "?version=v2&environment=production");
    await chain.getByRole("button", { name: /^Primary: primary/ }).press("Enter");
    await panelOf(page).getByLabel("Address", { exact: true }).fill(upstream.url);
    await page.keyboard.press("ControlOrMeta+s");
    await expect(page.getByText(/^Saved/)).toBeVisible();
    await closeSheet(page);
    await page.getByRole("button", { name: "Submit for review" }).click();
    await dialog.getByLabel("What changes, and why").fill("The shop without carts.");
    await dialog.getByRole("button", { name: "Submit for review" }).click();
    await expect(page).toHaveURL(/\/reviews\/rvw_/);

    // Approved, it goes live at once; the receipts say so.
    await governance.goto(new URL(page.url()).pathname);
    await expect(governance.getByRole("heading", { name: "Your decision" })).toBeVisible();
    await governance.getByRole("button", { name: "Approve this submission" }).click();
    await expect(governance.getByText("Published to production")).toBeVisible();
    await expect(governance.getByText(/applied in/).first()).toBeVisible();
    await expect.poll(async () => (await call("v2")).status).toBe(200);

    // The old version is announced to end: every answer says so.
    await page.goto(`/apis/${unique}/lifecycle?version=v1`);
    const life = page.getByRole("region", { name: "Life of v1" });
    await life.getByRole("button", { name: "Deprecate", exact: true }).click();
    const sunset = new Date(Math.ceil((Date.now() + 40 * DAY) / DAY) * DAY);
    await dialog.getByLabel("It ends on").fill(sunset.toISOString().slice(0, 10));
    await dialog.getByLabel("Successor").selectOption("v2");
    await dialog.getByRole("button", { name: "Deprecate", exact: true }).click();
    await expect(dialog.getByText(/applied in/).first()).toBeVisible();
    const answer = await call("v1");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("deprecation")).toMatch(/^@\d+$/);
    expect(answer.headers.get("sunset")).toBe(sunset.toUTCString());
    const link = answer.headers.get("link");
    for (const rel of ["successor-version", "deprecation", "sunset"]) expect(link).toContain(`rel="${rel}"`);
    await theirs.goto("/notifications");
    const notices = theirs.getByRole("list", { name: "Notifications" }).getByRole("listitem");
    await expect(notices.filter({ hasText: /Deprecated: .* v1/ })).toHaveCount(1);
    await expect(notices.filter({ hasText: /Move to .* v2/ })).toHaveCount(1);

    // What waits for the subscriber stands on Home until it is acknowledged; the owner sees who knows.
    await expect(page.getByText("Told", { exact: true })).toBeVisible();
    await theirs.goto("/");
    const endings = theirs.getByRole("region", { name: "What you rely on ends" });
    await endings.getByRole("link", { name: "Till" }).click();
    await expect(theirs).toHaveURL(/\/lifecycle\?version=v1/);
    const acknowledge = theirs.getByRole("button", { name: "Acknowledge" });
    await acknowledge.click();
    await expect(acknowledge).toHaveCount(0);
    await theirs.goto("/");
    await expect(theirs.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(endings).toHaveCount(0);
    await page.reload();
    await expect(page.getByText("Acknowledged by Cora")).toBeVisible();

    // The job is told the time: notices on the way, then the end.
    await theirs.goto("/notifications");
    for (const [told, days] of [30, 7, 1].entries()) {
      await runSunsets({ ...installation.system(), now: new Date(sunset.getTime() - days * DAY) });
      await theirs.reload();
      await expect(notices.filter({ hasText: /Ends on .* v1/ })).toHaveCount(told + 1);
    }
    await runSunsets({ ...installation.system(), now: new Date(sunset.getTime() + 1) });
    await expect.poll(async () => (await call("v1")).status).toBe(410);
    const gone = await call("v1");
    expect(gone.headers.get("content-type")).toBe("application/problem+json");
    expect(gone.headers.get("link")).toContain(`</${unique}/v2>; rel="successor-version"`);
    expect(gone.body).toMatch(/v1 is retired. Call .* v2 instead/);
    expect((await call("v2")).status).toBe(200);
    await theirs.reload();
    await expect(notices.filter({ hasText: /Retired: .* v1/ })).toHaveCount(1);
    await theirs.screenshot({ path: test.info().outputPath("told.png"), fullPage: true });
  } finally {
    await upstream.kill();
  }
});
