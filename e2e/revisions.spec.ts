import { addVersion, getDraft, registerApi, saveDraft } from "#lib/catalogue";
import { publish } from "#lib/publishing";
import { createPlan } from "#lib/consumers";
import { getVersionLife, moveVersion } from "#lib/versions";
import { findBarriers } from "./barriers.ts";
import { expect, test } from "./fixtures.ts";
import { isApplied, publishStorefront } from "./seed-storefront.ts";
import { startUpstream } from "./upstream.ts";

const get = (summary: string) => ({ get: { summary, responses: { "200": { description: "fine" } } } });
const documentOf = (...paths: string[]) =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title: "Shop", version: "1" },
    paths: Object.fromEntries(paths.map((path) => [path, get(`List ${path}`)])),
  });
const sourceOf = (...paths: string[]) => ({ kind: "text" as const, text: documentOf(...paths) });

test("a version is rolled back, and a revision of it promoted and restored @mobile", async ({
  installation,
  unique,
  team,
  page,
}) => {
  test.setTimeout(120_000);
  const system = installation.system();
  const at = { slug: unique, version: "v1" };
  const url = `${installation.gatewayUrl}/${unique}/v1/products`;
  const [first, second] = [await startUpstream("first"), await startUpstream("second")];
  try {
    const facts = { slug: unique, version: "v1", team: team.slug, tier: 3, visibility: "public" } as const;
    await registerApi(system, { source: sourceOf("/products"), ...facts });
    await publishStorefront(system, at, { primary: first.url });
    const live = await publishStorefront(system, at, { primary: second.url });
    await expect.poll(() => isApplied(installation.system(), at, live)).toBe(true);
    const answered = async () => ((await (await fetch(url)).json()) as { servedBy: string }).servedBy;
    expect(await answered()).toBe("second");

    await page.goto(`/apis/${unique}/versions`);
    const revisions = page.getByRole("region", { name: "Revisions of v1" });
    const row = (number: number) =>
      revisions.getByRole("listitem", { name: `Revision ${number}`, exact: true });
    const choose = async (number: number, action: string) => {
      await row(number)
        .getByRole("button", { name: `Actions for revision ${number}` })
        .click();
      await page.getByRole("menuitem", { name: action }).click();
    };
    await expect(row(2).getByText("production", { exact: true })).toBeVisible();
    expect(await findBarriers(page)).toEqual([]);

    await choose(1, "Roll back to this…");
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("Revision 2 is served in production now.")).toBeVisible();
    await expect(dialog.getByText(first.url).first()).toBeVisible();
    await dialog.getByLabel("Why").fill("It answers slowly.");
    expect(await findBarriers(page)).toEqual([]);
    await page.screenshot({ path: test.info().outputPath("roll-back.png"), fullPage: true });
    await dialog.getByRole("button", { name: "Roll back production" }).click();
    await expect(dialog.getByText(/applied in/).first()).toBeVisible();
    await dialog.getByRole("button", { name: "Done" }).click();
    expect(await answered()).toBe("first");
    await expect(row(3).getByText("Holds what revision 1 held")).toBeVisible();
    await expect(row(3).getByText("Roll back to revision 1: It answers slowly.")).toBeVisible();
    await expect(row(2).getByText("production", { exact: true })).toBeHidden();
    const came = row(3).getByRole("list", { name: "How revision 3 went live" });
    await expect(came).toContainText(`Rolled back to revision 1 in production by ${team.owner.name}`);
    await expect(came).toContainText("no approval was needed");

    await choose(2, "Promote…");
    await dialog.getByLabel("Environment").selectOption("sandbox");
    await expect(dialog.getByText("Nothing of this version is served in sandbox now.")).toBeVisible();
    await expect(dialog.getByText("It does not compile yet")).toBeVisible();
    await expect(dialog.getByRole("button", { name: "Promote to sandbox" })).toBeDisabled();
    await dialog.getByRole("button", { name: "Cancel" }).click();

    await choose(1, "Restore into the draft…");
    await dialog.getByRole("button", { name: "Overwrite the draft" }).click();
    await expect(page.getByText("The draft is what revision 1 was.")).toBeVisible();
    await choose(1, "Compare with the draft");
    await expect(page.getByText("Served in the same way")).toBeVisible();
    await page.goto(`/apis/${unique}/versions`);
    await expect(row(3)).toBeVisible();
    await page.screenshot({ path: test.info().outputPath("light.png"), fullPage: true });
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await findBarriers(page)).toEqual([]);
    await page.screenshot({ path: test.info().outputPath("dark.png"), fullPage: true });
  } finally {
    await Promise.all([first.kill(), second.kill()]);
  }
});

test("a draft's document is replaced after its consequences were seen, and the default follows what is published @mobile", async ({
  installation,
  unique,
  team,
  page,
}) => {
  const system = installation.system();
  const at = { slug: unique, version: "v1" };
  const facts = { slug: unique, version: "v1", team: team.slug, tier: 3, visibility: "public" } as const;
  await registerApi(system, { source: sourceOf("/products", "/carts"), ...facts });
  await publishStorefront(system, at, { primary: "http://127.0.0.1:9" });

  await page.goto(`/apis/${unique}/versions`);
  const versions = page.getByRole("region", { name: "Versions", exact: true });
  const row = (name: string) => versions.getByRole("row").filter({ hasText: name });
  const choose = async (name: string, action: string) => {
    await row(name)
      .getByRole("button", { name: `Actions for ${name}` })
      .click();
    await page.getByRole("menuitem", { name: action }).click();
  };
  await expect(page.getByRole("listitem", { name: "Revision 1", exact: true })).toBeVisible();
  await choose("v1", "Replace document…");
  const dialog = page.getByRole("dialog");
  const replace = dialog.getByRole("button", { name: "Replace document" });
  await expect(replace).toBeDisabled();
  await dialog.getByLabel("OpenAPI document").fill(documentOf("/products", "/orders"));
  await expect(dialog.getByText("Compared with revision 1, which is what consumers have now:")).toBeVisible();
  const breaking = dialog.getByRole("region", { name: "Breaking changes" });
  await expect(breaking.getByText("/carts", { exact: true })).toBeVisible();
  expect(await findBarriers(page)).toEqual([]);
  await page.screenshot({ path: test.info().outputPath("replace.png"), fullPage: true });
  await replace.click();
  await expect(page.getByText("The draft of v1 has another document.")).toBeVisible();
  await expect(dialog).toBeHidden();

  const second = { slug: unique, version: "v2" };
  await addVersion(system, { slug: unique }, { source: sourceOf("/orders"), version: "v2" });
  await page.reload();
  await expect(page.getByRole("listitem", { name: "Revision 1", exact: true })).toBeVisible();
  await expect(row("v1").getByText("Default", { exact: true })).toBeVisible();
  await publishStorefront(system, second, { primary: "http://127.0.0.1:9" });
  const { etag } = await getVersionLife(system, at);
  const successor = { slug: unique, version: "v2" };
  await moveVersion(system, at, { action: "deprecate", etag, note: "", brownouts: [], successor });
  await page.reload();
  await expect(page.getByRole("listitem", { name: "Revision 1", exact: true })).toBeVisible();
  await expect(
    row("v2").filter({ hasText: "Published" }).getByText("Default", { exact: true }),
  ).toBeVisible();
  await expect(versions.getByRole("link", { name: /^→ v2/ })).toBeVisible();
  expect(await findBarriers(page)).toEqual([]);
  await page.screenshot({ path: test.info().outputPath("default.png"), fullPage: true });
});

test("a revision is promoted to another environment, and another version made the default @mobile", async ({
  installation,
  unique,
  team,
  page,
}) => {
  test.setTimeout(120_000);
  const system = installation.system();
  const at = { slug: unique, version: "v1" };
  const facts = { slug: unique, team: team.slug, tier: 3, visibility: "public" } as const;
  await registerApi(system, { source: sourceOf("/products"), version: "v1", ...facts });
  const { etag, routes, policy } = await getDraft(system, at);
  const targets = { [policy.chain[0]?.id ?? ""]: { endpoints: [{ url: "http://127.0.0.1:9" }] } };
  const draft = { etag, routes, policy, bindings: { production: targets, sandbox: targets } };
  const { etag: draftEtag } = await saveDraft(system, at, { draft, sealingKey: Buffer.alloc(32) });
  await publish(system, at, { action: "publish", environment: "production", note: "", draftEtag });
  await addVersion(system, { slug: unique }, { source: sourceOf("/orders"), version: "v2" });
  await publishStorefront(system, { slug: unique, version: "v2" }, { primary: "http://127.0.0.1:9" });

  await page.goto(`/apis/${unique}/versions?version=v1`);
  const first = page.getByRole("listitem", { name: "Revision 1", exact: true });
  await expect(first.getByText("production", { exact: true })).toBeVisible();
  await expect(first.getByRole("list", { name: "How revision 1 went live" })).toContainText(
    "no approval was needed",
  );
  await page.getByRole("button", { name: "Actions for revision 1" }).click();
  await page.getByRole("menuitem", { name: "Promote…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("Nothing of this version is served in sandbox now.")).toBeVisible();
  await expect(dialog.getByRole("region", { name: "Routing document in sandbox" })).toBeVisible();
  expect(await findBarriers(page)).toEqual([]);
  await page.screenshot({ path: test.info().outputPath("promote.png"), fullPage: true });
  await dialog.getByRole("button", { name: "Promote to sandbox" }).click();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(first.getByText("sandbox", { exact: true })).toBeVisible();
  await expect(first.getByRole("list", { name: "How revision 1 went live" })).toContainText(
    "Promoted from production to sandbox by",
  );

  const versions = page.getByRole("region", { name: "Versions", exact: true });
  const row = (name: string) => versions.getByRole("row").filter({ hasText: name });
  const isDefault = (name: string) => row(name).getByText("Default", { exact: true });
  const choose = async (name: string, action: string) => {
    await row(name)
      .getByRole("button", { name: `Actions for ${name}` })
      .click();
    await page.getByRole("menuitem", { name: action }).click();
  };
  await expect(isDefault("v2")).toBeVisible();
  await choose("v1", "Make the default");
  await expect(page.getByText("v1 is the default version.")).toBeVisible();
  await expect(isDefault("v1")).toBeVisible();
  await expect(isDefault("v2")).toBeHidden();
  expect(await findBarriers(page)).toEqual([]);
  await page.screenshot({ path: test.info().outputPath("chosen.png"), fullPage: true });
  await choose("v1", "Let the default follow what is published");
  await expect(isDefault("v2")).toBeVisible();
});

test("who publishes what somebody else rolled back meanwhile is told so", async ({
  installation,
  unique,
  team,
  page,
}) => {
  const system = installation.system();
  const at = { slug: unique, version: "v1" };
  const facts = { slug: unique, version: "v1", team: team.slug, tier: 3, visibility: "public" } as const;
  await registerApi(system, { source: sourceOf("/products"), ...facts });
  await publishStorefront(system, at, { primary: "http://127.0.0.1:9" });
  await publishStorefront(system, at, { primary: "http://127.0.0.1:8" });
  await page.goto(`/apis/${unique}/versions`);
  await page.getByRole("button", { name: "Actions for revision 1" }).click();
  await page.getByRole("menuitem", { name: "Roll back to this…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("Revision 2 is served in production now.")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Roll back production" })).toBeEnabled();
  await publishStorefront(system, at, { primary: "http://127.0.0.1:7" });
  await dialog.getByRole("button", { name: "Roll back production" }).click();
  await expect(
    dialog.getByRole("alert").getByText(/Revision 3 went live in production since you looked/),
  ).toBeVisible();
  const asked = publish(system, at, { action: "publish", environment: "production", note: "", draftEtag: 1 });
  await expect(asked).rejects.toMatchObject({ code: "stale" });
});

test("a version that was never published is deleted, once nothing depends on it @mobile", async ({
  installation,
  unique,
  team,
  page,
}) => {
  const system = installation.system();
  const facts = { slug: unique, version: "v1", team: team.slug, tier: 3, visibility: "public" } as const;
  await registerApi(system, { source: sourceOf("/products"), ...facts });
  const at = { slug: unique, version: "v2" };
  await addVersion(system, { slug: unique }, { source: sourceOf("/orders", "/carts"), version: "v2" });
  await createPlan(system, at, {
    name: "Gold",
    description: "",
    approval: "automatic",
    rate: null,
    quota: null,
  });
  const first = { slug: unique, version: "v1" };
  const { etag, routes, policy } = await getDraft(system, first);
  const save = (changed: typeof policy, of: number) =>
    saveDraft(system, first, {
      draft: { etag: of, routes, policy: changed, bindings: {} },
      sealingKey: Buffer.alloc(32),
    });
  const other = { id: "next", kind: "api", apiId: unique, version: "v2", entry: "full_policy" } as const;
  const saved = await save({ ...policy, chain: [...policy.chain, other] }, etag);

  await page.goto(`/apis/${unique}/versions?version=v2`);
  const versions = page.getByRole("region", { name: "Versions", exact: true });
  const dialog = page.getByRole("dialog");
  const askToDelete = async () => {
    await versions.getByRole("button", { name: "Actions for v2" }).click();
    await page.getByRole("menuitem", { name: "Delete this version…" }).click();
  };
  await expect(page.getByText("Nothing was published yet")).toBeVisible();
  await askToDelete();
  await expect(dialog.getByText(`It is in the fallback chain of ${unique} v1.`)).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Delete" })).toBeDisabled();
  expect(await findBarriers(page)).toEqual([]);
  await page.screenshot({ path: test.info().outputPath("held.png"), fullPage: true });
  await dialog.getByRole("button", { name: "Keep it" }).click();
  await save(policy, saved.etag);

  await askToDelete();
  await expect(dialog.getByText("2 operations")).toBeVisible();
  await expect(dialog.getByText("1 plan")).toBeVisible();
  await dialog.getByLabel("Type v2 to go on").fill("v2");
  await page.screenshot({ path: test.info().outputPath("free.png"), fullPage: true });
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("v2 is deleted.")).toBeVisible();
  await expect(dialog).toBeHidden();
  await expect(versions.getByRole("link", { name: "v2" })).toHaveCount(0);
  await expect(versions.getByRole("link", { name: "v1" })).toHaveAttribute("aria-current", "true");
  // Nothing asks for the one that is gone.
  await expect(page.getByRole("main").getByRole("alert")).toHaveCount(0);
  await versions.getByRole("button", { name: "Actions for v1" }).click();
  await page.getByRole("menuitem", { name: "Delete this version…" }).click();
  await expect(dialog.getByText("It is the only version of its API.")).toBeVisible();
});
