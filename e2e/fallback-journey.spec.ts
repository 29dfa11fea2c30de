import { closeSheet, openEditor, openSection, panelOf, showFindings } from "./editor-page.ts";
import { expect, test } from "./fixtures.ts";
import { registerStorefront } from "./seed-storefront.ts";
import { servedBy, startUpstream } from "./upstream.ts";

test("a three-tier chain is built from a preset, tried out and published, by keyboard alone @mobile", async ({
  page,
  installation,
  team,
  unique,
}) => {
  const primary = await startUpstream("primary");
  const backup = await startUpstream("backup");
  try {
    await registerStorefront(installation.system(), { slug: unique, version: "v1" }, team.slug);
    const chain = await openEditor(page, unique);

    await page.getByRole("button", { name: "Presets" }).press("Enter");
    await page.getByRole("radio", { name: "Active–passive" }).press("ArrowDown");
    await expect(page.getByRole("radio", { name: "Three tiers" })).toBeChecked();
    await expect(page.getByRole("region", { name: "What Three tiers changes" })).toContainText("last-good");
    await page.keyboard.press("Enter");
    await expect(chain.getByRole("button", { name: /^Last answer: sorry/ })).toBeVisible();

    const findings = await showFindings(page);
    await findings.getByRole("button", { name: /"backup" has no address/ }).press("Enter");
    const address = panelOf(page).getByLabel("Address", { exact: true });
    await expect(address).toBeFocused();
    await page.keyboard.type(backup.url);
    await closeSheet(page);
    await chain.getByRole("button", { name: /^Primary: primary/ }).press("Enter");
    await address.fill(primary.url);

    const circuit = await openSection(
      page,
      chain.getByRole("button", { name: /^Primary: primary/ }),
      "Circuit",
    );
    await circuit.getByLabel("Or failures in a row").fill("5");
    await circuit.getByLabel("Open for (ms)").fill("15 s");
    const failback = await openSection(page, chain.getByRole("button", { name: /^Request/ }), "Coming back");
    await failback.getByLabel("Hold-down (ms)").fill("20 s");
    await closeSheet(page);

    await page.getByRole("tab", { name: "Simulate" }).press("Enter");
    await expect(page.getByText("backup answers after 11 ms and 2 attempts, rescued.")).toBeVisible();
    await page.getByRole("radio", { name: "One request" }).press("ArrowRight");
    await expect(page.getByText("None failed")).toBeVisible();

    await page.keyboard.press("ControlOrMeta+s");
    await expect(page.getByText(/^Saved/)).toBeVisible();
    await page.getByRole("tab", { name: "Diff" }).press("Enter");
    await expect(page.getByRole("tabpanel").getByText("First publication")).toBeVisible();
    await expect(page.getByRole("region", { name: "Routing document in production" })).toContainText(
      '"holdDownMs": 20000',
    );

    await page.getByRole("button", { name: "Publish to production" }).press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(/What changes/).fill("Three tiers");
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect(dialog.getByText(/^Live on 1\/1 gateways/)).toBeVisible();

    const url = `${installation.gatewayUrl}/${unique}/v1/products`;
    expect(servedBy(await (await fetch(url)).text())).toBe("primary");
    await primary.kill();
    expect(servedBy(await (await fetch(url)).text())).toBe("backup");
  } finally {
    await Promise.all([primary.kill(), backup.kill()]);
  }
});

test("a finding leads to its field, and a risk can be accepted @mobile", async ({
  page,
  installation,
  team,
  unique,
}) => {
  await registerStorefront(installation.system(), { slug: unique, version: "v1" }, team.slug);
  const chain = await openEditor(page, unique);
  const replay = await openSection(
    page,
    chain.getByRole("button", { name: /^Request/ }),
    "Repeating requests",
  );
  await replay.getByRole("combobox", { name: "POST and PATCH" }).selectOption("Always (risky)");
  await closeSheet(page);
  await page.getByRole("button", { name: "Add a fallback" }).press("Enter");
  await page.getByRole("menuitem", { name: "Backup upstream" }).press("Enter");
  await page.keyboard.type("https://backup.example");

  const findings = await showFindings(page);
  await findings.getByRole("button", { name: /A request may be executed twice/ }).press("Enter");
  await expect(panelOf(page).getByRole("combobox", { name: "POST and PATCH" })).toBeFocused();
  await expect(panelOf(page).getByText(/A request may be executed twice/)).toBeVisible();
  await showFindings(page);
  await findings.getByRole("button", { name: "Accept the risk" }).press("Enter");
  await expect(findings.getByRole("button", { name: "Accept the risk" })).toBeHidden();
  await expect(page.getByRole("button", { name: "Publish to production" })).toHaveAttribute(
    "title",
    "Save first.",
  );
});
