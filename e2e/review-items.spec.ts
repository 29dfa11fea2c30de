import type { Locator, Page } from "@playwright/test";
import { getDraft, registerApi, replaceDocument } from "#lib/catalogue";
import type { Ctx } from "#lib/db";
import { newId } from "#lib/ids";
import { setMembership } from "#lib/identity";
import { submitReview } from "#lib/reviews";
import { findBarriers } from "./barriers.ts";
import { expect, makePerson, test, type Installation } from "./fixtures.ts";
import { askForApproval, makeGovernance } from "./make-governance.ts";
import { publishStorefront, waive } from "./seed-storefront.ts";

const get = (summary: string) => ({ get: { summary, responses: { "200": { description: "fine" } } } });
const documentOf = (...paths: string[]) =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title: "Shop", version: "1" },
    paths: Object.fromEntries(paths.map((path) => [path, get(`List ${path}`)])),
  });

/** Rules of this test's own, one of each severity that lets it pass. */
async function makeRules({ db }: Ctx, team: string): Promise<void> {
  const rule = (name: string, kind: string, severity: "warn" | "info") =>
    db.governanceRule.create({
      data: {
        id: newId("rule"),
        name: `${name} ${team}`,
        kind,
        params: {},
        scope: { teams: [team] },
        severity,
        createdByName: "Test",
      },
    });
  await rule("Fallback", "fallback-present", "warn");
  await rule("Security", "security-scheme", "info");
}

/** A review by the team's owner of a draft that takes an operation out of what is live. Gives its path in the portal. */
async function makeReview(installation: Installation, of: { unique: string; team: string; ownerId: string }) {
  const system = installation.system();
  const at = { slug: of.unique, version: "v1" };
  const facts = { ...at, team: of.team, tier: 3, visibility: "public" } as const;
  const text = documentOf("/products", "/carts");
  await registerApi(system, { source: { kind: "text", text }, ...facts });
  await publishStorefront(system, at, { primary: "http://127.0.0.1:9" });
  await askForApproval(installation, of);
  await makeRules(system, of.team);
  const { etag } = await getDraft(system, at);
  await replaceDocument(system, at, { etag, source: { kind: "text", text: documentOf("/products") } });
  await waive(system, at, "breaking-change");
  const [user, team] = await Promise.all([
    system.db.user.findUniqueOrThrow({ where: { id: of.ownerId } }),
    system.db.team.findUniqueOrThrow({ where: { slug: of.team } }),
  ]);
  const { id, email, name } = user;
  const owner = { kind: "user", id, email, name, role: "member", teams: { [team.id]: "owner" } } as const;
  const { etag: draftEtag } = await getDraft(system, at);
  const review = await submitReview(
    { ...system, actor: owner },
    { slug: of.unique, version: "v1" },
    { environments: ["production"], summary: "Carts are gone.", draftEtag, publish: "by_hand" },
  );
  return `/reviews/${review.id}`;
}

async function say(item: Locator, words: string): Promise<void> {
  await item.getByRole("button", { name: /^Comment/ }).click();
  await item.getByRole("textbox", { name: /^Comment on/ }).fill(words);
  await item.getByRole("button", { name: "Add comment" }).click();
  await expect(item.getByText(words)).toBeVisible();
}

test("each item of a review is talked about and settled, and who may not see it is only told that it was approved @mobile", async ({
  installation,
  unique,
  team,
  page,
  pageOf,
}) => {
  test.setTimeout(180_000);
  const review = await makeReview(installation, { unique, team: team.slug, ownerId: team.owner.id });
  const colleague = await makePerson(installation, { email: `v-${unique}@e2e.example`, name: "Vera" });
  await setMembership(installation.system(), { slug: team.slug, email: colleague.email, role: "viewer" });
  const stranger = await makePerson(installation, { email: `s-${unique}@e2e.example`, name: "Sid" });
  const sized = async (other: Page) => {
    await other.setViewportSize(page.viewportSize() ?? { width: 1280, height: 800 });
    return other;
  };
  const judge = await sized(await pageOf(await makeGovernance(installation, unique)));
  const itemsOf = (on: Page) => ({
    carts: on
      .getByRole("region", { name: "For consumers" })
      .getByRole("listitem")
      .filter({ hasText: "/carts" }),
    finding: (rule: string) =>
      on
        .getByRole("list", { name: "Findings in production" })
        .getByRole("listitem")
        .filter({ hasText: rule }),
  });

  await judge.goto(review);
  await expect(judge.getByRole("heading", { name: "Your decision" })).toBeVisible();
  const theirs = itemsOf(judge);
  await expect(theirs.finding(`Fallback ${team.slug}`)).toContainText("Warns");
  await expect(theirs.finding(`Security ${team.slug}`)).toContainText("Informs");
  await expect(theirs.carts).toContainText("Breaking");
  await say(theirs.carts, "Who calls it still?");
  await say(theirs.finding(`Fallback ${team.slug}`), "When is there one?");

  // Its author answers at the item, and at no other.
  await page.goto(review);
  const own = itemsOf(page);
  await expect(own.carts.getByText("Who calls it still?")).toBeVisible();
  await expect(page.getByText("Others decide on this")).toBeVisible();
  await say(own.carts, "Nobody since June.");
  expect(await findBarriers(page)).toEqual([]);
  await page.screenshot({ path: test.info().outputPath("answered.png"), fullPage: true });

  await judge.reload();
  await expect(theirs.carts.getByText("Nobody since June.")).toBeVisible();
  await expect(judge.getByText("Nobody since June.")).toHaveCount(1);
  await expect(theirs.finding(`Fallback ${team.slug}`)).not.toContainText("Nobody since June.");
  await theirs.carts.getByRole("button", { name: "Resolve" }).first().click();
  await expect(theirs.carts.getByText(/^Resolved by Gov/)).toBeVisible();
  await expect(theirs.carts.getByRole("button", { name: "Resolve" })).toHaveCount(1);
  await theirs.carts.getByRole("button", { name: "Open again" }).click();
  await expect(theirs.carts.getByRole("button", { name: "Resolve" })).toHaveCount(2);
  await theirs.carts.getByRole("button", { name: "Resolve" }).first().click();
  await expect(theirs.carts.getByText(/^Resolved by Gov/)).toBeVisible();
  expect(await findBarriers(judge)).toEqual([]);

  // Whoever is of the team reads it; to others there is no such review.
  const viewer = await sized(await pageOf(colleague));
  await viewer.goto(review);
  await expect(itemsOf(viewer).carts.getByText(/^Resolved by Gov/)).toBeVisible();
  await expect(viewer.getByRole("heading", { name: "Your decision" })).toHaveCount(0);
  const outside = await sized(await pageOf(stranger));
  expect((await outside.goto(review))?.status()).toBe(404);

  await judge.getByRole("button", { name: "Approve this submission" }).click();
  await expect(judge.getByText("Approved", { exact: true }).first()).toBeVisible();
  await page.reload();
  // At a time that is chosen, and then not.
  await page.getByRole("button", { name: "Publish later" }).click();
  await page.getByLabel("At (your time)").fill("2020-01-01T10:00");
  await page.getByRole("button", { name: "Publish at this time" }).click();
  await expect(page.getByText(/lies ahead|has passed/)).toBeVisible();
  await page.getByLabel("At (your time)").fill("2099-01-01T10:00");
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole("button", { name: "Publish at this time" }).click();
  await expect(page.getByText("It is published by itself")).toBeVisible();
  await page.getByRole("button", { name: "Not by itself" }).click();
  await expect(page.getByText("It is published by itself")).toHaveCount(0);
  await page.getByRole("button", { name: "Publish now" }).click();
  await expect(page.getByRole("heading", { name: "Published to production" })).toBeVisible();

  // How it came to be live: with a link for those who can follow it.
  await page.goto(`/apis/${unique}/versions`);
  const came = (on: Page) => on.getByRole("list", { name: "How revision 2 went live" });
  await expect(came(page)).toContainText(`Published from the draft to production by ${team.owner.name}`);
  await expect(came(page)).toContainText(/approved by Gov \w+ in review 1/);
  await expect(came(page).getByRole("link", { name: "review 1" })).toHaveAttribute("href", review);
  await outside.goto(`/apis/${unique}/versions`);
  await expect(came(outside)).toContainText("approved in review 1");
  await expect(came(outside).getByRole("link", { name: "review 1" })).toHaveCount(0);
  expect(await findBarriers(outside)).toEqual([]);
  await outside.screenshot({ path: test.info().outputPath("outside.png"), fullPage: true });
});
