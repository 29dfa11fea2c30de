import { getDraft } from "#lib/catalogue";
import { setMembership } from "#lib/identity";
import { publish } from "#lib/publishing";
import { findBarriers } from "./barriers.ts";
import { expect, makePerson, test } from "./fixtures.ts";
import { askForApproval, makeGovernance } from "./make-governance.ts";
import { registerStorefront, saveTargets } from "./seed-storefront.ts";
import { startUpstream } from "./upstream.ts";

test("a draft is submitted, talked about, sent back, submitted again, approved and live @mobile", async ({
  installation,
  unique,
  team,
  page,
  pageOf,
}) => {
  test.setTimeout(150_000);
  const system = installation.system();
  const at = { slug: unique, version: "v1" };
  const upstream = await startUpstream("primary");
  try {
    await askForApproval(installation, { unique, team: team.slug });
    await registerStorefront(system, { ...at, tier: 3 }, team.slug);
    await saveTargets(system, at, { primary: upstream.url });
    const governance = await makeGovernance(installation, unique);

    await page.goto(`/apis/${unique}/fallback?version=v1&environment=production`);
    await page.getByRole("button", { name: "Submit for review" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("What changes, and why").fill("Opens the storefront.");
    await expect(dialog.getByRole("region", { name: "Routing document in production" })).toBeVisible();
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Submit for review" }).click();
    await expect(page).toHaveURL(/\/reviews\/rvw_/);
    await expect(page.getByText("Others decide on this")).toBeVisible();

    const theirs = await pageOf(governance);
    await theirs.goto("/");
    const card = theirs.getByRole("region", { name: "Reviews to decide" });
    await expect(card.getByText("Opens the storefront.").first()).toBeVisible();
    await theirs.goto("/reviews?waiting=me");
    await theirs.getByRole("table", { name: "Reviews" }).getByRole("link").first().waitFor();
    expect(await findBarriers(theirs)).toEqual([]);
    await theirs.goto(new URL(page.url()).pathname);
    await expect(theirs.getByRole("heading", { name: "Your decision" })).toBeVisible();
    await theirs.getByRole("button", { name: "Comment on the whole" }).click();
    await theirs.getByLabel("Comment on the whole").fill("Who looks after it at night?");
    await theirs.getByRole("button", { name: "Add comment" }).click();
    await expect(theirs.getByText("Who looks after it at night?")).toBeVisible();
    expect(await findBarriers(theirs)).toEqual([]);
    await theirs.screenshot({ path: test.info().outputPath("review.png"), fullPage: true });
    await theirs.getByText("Ask for changes", { exact: true }).first().click();
    await theirs.getByRole("button", { name: "Ask for changes" }).click();
    await expect(theirs.getByText("Say what has to change, or why not.")).toBeVisible();
    await theirs.getByLabel("What has to change, or why not").fill("Say who is on call.");
    await theirs.getByRole("button", { name: "Ask for changes" }).click();
    await expect(theirs.getByText("Changes asked for").first()).toBeVisible();

    await page.reload();
    await expect(page.getByText("Say who is on call.")).toBeVisible();
    await page.getByRole("button", { name: "Resolve" }).click();
    await expect(page.getByText(/Resolved by/)).toBeVisible();
    await page.getByRole("button", { name: "Submit again" }).click();
    await dialog.getByLabel("What changes, and why").fill("Opens the storefront. The web team is on call.");
    await dialog.getByRole("button", { name: "Submit for review" }).click();
    await expect(page.getByText("Submission 2")).toBeVisible();

    await theirs.reload();
    await expect(theirs.getByRole("heading", { name: "Your decision" })).toBeVisible();
    await theirs.getByRole("button", { name: "Approve this submission" }).click();
    await expect(theirs.getByText("Published to production")).toBeVisible();
    await expect(theirs.getByText(/applied in/).first()).toBeVisible();
    await expect
      .poll(async () => (await fetch(`${installation.gatewayUrl}/${unique}/v1/products`)).status)
      .toBe(200);
    await page.goto("/notifications");
    await expect(page.getByText(/Approved: Storefront v1/).first()).toBeVisible();
  } finally {
    await upstream.kill();
  }
});

test("an administrator breaks the glass, and it stays loud until somebody has judged it @mobile", async ({
  installation,
  unique,
  team,
  pageOf,
  administrator,
}) => {
  test.setTimeout(120_000);
  const system = installation.system();
  const at = { slug: unique, version: "v1" };
  const upstream = await startUpstream("primary");
  try {
    await askForApproval(installation, { unique, team: team.slug });
    await registerStorefront(system, { ...at, tier: 3 }, team.slug);
    await saveTargets(system, at, { primary: upstream.url });
    const { etag } = await getDraft(system, at);
    const asked = { action: "publish", environment: "production", note: "", draftEtag: etag } as const;
    await expect(publish(system, at, asked)).rejects.toMatchObject({ code: "conflict" });
    const governance = await makeGovernance(installation, unique);
    const colleague = await makePerson(installation, { email: `c-${unique}@e2e.example`, name: "Cora" });
    await setMembership(system, { slug: team.slug, email: colleague.email, role: "viewer" });

    const page = await pageOf(administrator);
    await page.goto(`/apis/${unique}/fallback?version=v1&environment=production`);
    await page.getByRole("button", { name: "Break glass" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByLabel("Routing document in production")).toBeVisible();
    await dialog.getByRole("button", { name: "Break glass and publish" }).click();
    await expect(dialog.getByText("Say why this cannot wait for a review.")).toBeVisible();
    await dialog.getByLabel("Why this cannot wait").fill("The shop is down, and this mends it.");
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Break glass and publish" }).click();
    await expect(dialog.getByText(/applied in/).first()).toBeVisible();

    const loud = "v1 was published to production without an approval";
    const theirs = await pageOf(colleague);
    await theirs.goto(`/apis/${unique}`);
    await expect(theirs.getByText(loud)).toBeVisible();
    const judge = await pageOf(governance);
    await judge.goto("/");
    await expect(judge.getByText(`Storefront ${loud}`).first()).toBeVisible();
    await judge.goto(`/apis/${unique}`);
    await judge.getByRole("link", { name: "Review it" }).click();
    await expect(judge.getByText("This was published without the approval it needs")).toBeVisible();
    expect(await findBarriers(judge)).toEqual([]);
    await judge.getByRole("button", { name: "Approve this submission" }).click();
    await expect(judge.getByText("Approved", { exact: true }).first()).toBeVisible();
    await theirs.goto(`/apis/${unique}`);
    await expect(theirs.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(theirs.getByText(loud)).toHaveCount(0);
  } finally {
    await upstream.kill();
  }
});
