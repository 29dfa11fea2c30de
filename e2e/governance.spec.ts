import { findBarriers } from "./barriers.ts";
import { openEditor, showFindings } from "./editor-page.ts";
import { expect, makePerson, test } from "./fixtures.ts";
import { askForApproval, makeGovernance } from "./make-governance.ts";
import { publishStorefront, registerStorefront, saveTargets } from "./seed-storefront.ts";

test("a critical API without a fallback is stopped, and published once governance has waived the rule @mobile", async ({
  page,
  pageOf,
  installation,
  team,
  unique,
}) => {
  test.slow();
  const system = installation.system();
  const at = { slug: unique, version: "v1" };
  await registerStorefront(system, at, team.slug);
  await system.db.api.update({ where: { slug: unique }, data: { tier: 1 } });
  const publish = () => publishStorefront(system, at, { primary: "http://127.0.0.1:9" });
  await expect(publish()).rejects.toMatchObject({
    code: "unprocessable",
    details: { rules: ["rule_tier1-fallback"] },
  });

  await page.goto(`/apis/${unique}/governance`);
  const broken = page.getByRole("list", { name: "Broken rules" });
  await expect(broken).toContainText("There is no fallback");
  expect(await findBarriers(page)).toEqual([]);
  await broken.getByRole("button", { name: "Ask for a waiver of Critical APIs have a fallback" }).click();
  const ask = page.getByRole("dialog");
  await ask.getByLabel("Why").fill("The second platform is on its way.");
  const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  await ask.getByLabel("Until").fill(until);
  expect(await findBarriers(page)).toEqual([]);
  await ask.getByRole("button", { name: "Ask", exact: true }).click();
  await expect(page.getByRole("list", { name: "Waivers" })).toContainText("Asked for");

  const governor = await makePerson(installation, {
    email: `governor-${unique}@e2e.example`,
    name: `Governor ${unique}`,
  });
  await system.db.user.update({ where: { id: governor.id }, data: { role: "governance" } });
  const theirs = await pageOf(governor);
  await theirs.goto(`/governance/waivers?state=asked&api=${unique}`);
  await theirs.getByRole("button", { name: "Grant" }).click();
  const decision = theirs.getByRole("dialog");
  await decision.getByLabel("Note").fill("Until then.");
  await decision.getByRole("button", { name: "Grant waiver" }).click();
  await expect(theirs.getByText("No waiver matches.")).toBeVisible();

  await page.reload();
  await expect(page.getByRole("list", { name: "Broken rules" })).toContainText(`Waived until ${until}`);

  // What went live by it says so, and leads to the waiver, which says what it let go live.
  await publish();
  await page.goto(`/apis/${unique}/versions`);
  const came = page.getByRole("list", { name: "How revision 1 went live" });
  await expect(came).toContainText(`waived until ${until}`);
  expect(await findBarriers(page)).toEqual([]);
  await page.screenshot({ path: test.info().outputPath("came.png"), fullPage: true });
  await came.getByRole("link", { name: "“Critical APIs have a fallback”" }).click();
  await expect(page).toHaveURL(/\/governance\/waivers\?api=.*#wvr_/);
  await expect(page.getByRole("list", { name: "What it let go live" })).toContainText(
    "Let revision 1 of v1 go live in production",
  );
  expect(await findBarriers(page)).toEqual([]);
  await page.screenshot({ path: test.info().outputPath("waiver.png"), fullPage: true });
});

test("what became critical is neither published nor rolled back to without a fallback, and each dialog says why @mobile", async ({
  page,
  installation,
  team,
  unique,
}) => {
  test.slow();
  const system = installation.system();
  const at = { slug: unique, version: "v1" };
  const setTier = (tier: number) => system.db.api.update({ where: { slug: unique }, data: { tier } });
  const why = /There is no fallback.*\(Rule: Critical APIs have a fallback\)/;
  await registerStorefront(system, at, team.slug);
  await publishStorefront(system, at, { primary: "http://127.0.0.1:9" });
  await publishStorefront(system, at, { primary: "http://127.0.0.1:9", backup: "http://[::1]:9" });
  await saveTargets(system, at, { primary: "http://127.0.0.1:9" });
  const dialog = page.getByRole("dialog");

  await openEditor(page, unique, "?version=v1&environment=production");
  await page.getByRole("button", { name: "Publish to production" }).click();
  await expect(dialog.getByRole("button", { name: "Publish", exact: true })).toBeEnabled();
  await setTier(1);
  await dialog.getByRole("button", { name: "Publish", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText(why);
  expect(await findBarriers(page)).toEqual([]);
  await page.screenshot({ path: test.info().outputPath("refused.png"), fullPage: true });
  // Where one goes from there.
  await dialog.getByRole("alert").getByRole("link", { name: "Ask for a waiver" }).click();
  await expect(page).toHaveURL(new RegExp(`/apis/${unique}/governance$`));
  await expect(page.getByRole("list", { name: "Broken rules" })).toContainText("Blocks");

  await openEditor(page, unique, "?version=v1&environment=production");
  await expect(page.getByRole("button", { name: "Publish to production" })).toBeDisabled();
  await expect(await showFindings(page)).toContainText("There is no fallback");

  await page.goto(`/apis/${unique}/versions`);
  await page.getByRole("button", { name: "Actions for revision 1" }).click();
  await page.getByRole("menuitem", { name: "Roll back to this…" }).click();
  await dialog.getByRole("button", { name: "Roll back production" }).click();
  await expect(dialog.getByRole("alert")).toContainText(why);
  await page.keyboard.press("Escape");
  await expect(
    page.getByRole("listitem", { name: "Revision 2", exact: true }).getByText("production", { exact: true }),
  ).toBeVisible();
});

test("rules are read by everybody and set by governance @mobile", async ({
  page,
  pageOf,
  administrator,
  unique,
}) => {
  await page.goto("/governance");
  await expect(page.getByRole("table", { name: "Governance rules" })).toContainText(
    "Critical APIs fall back to another failure domain",
  );
  await expect(page.getByRole("button", { name: "New rule" })).toHaveCount(0);
  expect(await findBarriers(page)).toEqual([]);

  const admin = await pageOf(administrator);
  await admin.goto("/governance");
  await expect(admin.getByRole("table", { name: "Governance rules" })).toBeVisible();
  await admin.getByRole("button", { name: "New rule" }).click();
  const dialog = admin.getByRole("dialog");
  await dialog.getByLabel("Name").fill(`Rule ${unique}`);
  await dialog.getByLabel("Tags").fill(unique);
  const kinds = dialog.getByRole("group", { name: "Kinds" });
  for (const kind of ["http", "api", "ai"]) await kinds.getByRole("checkbox", { name: kind }).click();
  await dialog.getByRole("button", { name: "Save rule" }).click();
  await expect(kinds.getByText(/Too small/)).toBeVisible();
  expect(await findBarriers(admin)).toEqual([]);
  await kinds.getByRole("checkbox", { name: "stale" }).click();
  await dialog.getByRole("button", { name: "Save rule" }).click();
  const row = admin.getByRole("row", { name: new RegExp(`Rule ${unique}`) });
  await expect(row).toContainText(`APIs tagged ${unique}`);
  await row.getByRole("button", { name: `Change Rule ${unique}` }).click();
  await admin.getByRole("dialog").getByLabel("If it is broken").selectOption("info");
  await admin.getByRole("dialog").getByRole("button", { name: "Save rule" }).click();
  await expect(row).toContainText("Informs");
});

test("a rule is deleted once it is said what goes with it @mobile", async ({
  pageOf,
  installation,
  team,
  unique,
}) => {
  await askForApproval(installation, { unique, team: team.slug });
  const page = await pageOf(await makeGovernance(installation, unique));
  await page.goto("/governance?size=100");
  const rule = page.getByRole("row").filter({ hasText: `Approval for ${unique}` });
  await rule.getByRole("button", { name: /^Delete/ }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("Nothing is judged by it any more.");
  expect(await findBarriers(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(rule).toHaveCount(0);
});
