import { closeSheet, openEditor, openSection } from "./editor-page.ts";
import { expect, test } from "./fixtures.ts";
import { registerStorefront } from "./seed-storefront.ts";

test("the policy is edited as text and as a form, in step @mobile", async ({
  page,
  installation,
  team,
  unique,
}) => {
  await registerStorefront(installation.system(), { slug: unique, version: "v1" }, team.slug);
  const chain = await openEditor(page, unique, "?view=json");
  const text = page.getByRole("textbox", { name: "Policy as JSON" });
  const before = await text.inputValue();

  await text.fill(before.replace('"kind": "http"', '"kind": "http", "timeouts": { "conectMs": 250 }'));
  await expect(page.getByText(/There is no field "conectMs" here\./)).toBeVisible();
  await expect(page.getByText("Not taken over yet")).toBeVisible();
  await text.fill(before.replace('"kind": "http"', '"kind": "http", "timeouts": { "connectMs": 250 }'));
  await expect(page.getByText("Unsaved changes")).toBeVisible();

  const timeouts = await openSection(page, chain.getByRole("button", { name: /^Primary/ }), "Timeouts");
  await expect(timeouts.getByLabel("Connect (ms)")).toHaveValue("250");
  await timeouts.getByRole("button", { name: "Reset “Connect” to its default" }).click();
  await closeSheet(page);
  await expect(text).toHaveValue(before);

  await text.fill("{");
  await expect(page.getByText(/^Line 1: Not JSON/)).toBeVisible();
  await page.getByRole("button", { name: "Back to the last good one" }).click();
  await expect(text).toHaveValue(before);
});

test("a secret is in no text, and stays when the text is edited", async ({
  page,
  installation,
  team,
  unique,
}) => {
  await registerStorefront(installation.system(), { slug: unique, version: "v1" }, team.slug);
  const chain = await openEditor(page, unique, "?view=json");
  const credential = await openSection(
    page,
    chain.getByRole("button", { name: /^Primary/ }),
    "Credential in production",
  );
  await credential.getByLabel("Send a credential").check();
  await credential.getByLabel("Secret").fill("hunter2-hunter2");
  await page.keyboard.press("ControlOrMeta+s");
  await expect(page.getByText(/^Saved/)).toBeVisible();
  const text = page.getByRole("textbox", { name: "Policy as JSON" });
  await text.fill((await text.inputValue()).replace('"id": "primary"', '"id": "main"'));
  await expect(chain.getByRole("button", { name: /^Primary: main/ })).toBeVisible();
  await page.keyboard.press("ControlOrMeta+s");
  await expect(page.getByText(/^Saved/)).toBeVisible();
  expect(await page.content()).not.toContain("hunter2");
  const section = await openSection(
    page,
    chain.getByRole("button", { name: /^Primary: main/ }),
    "Credential in production",
  );
  await expect(section.getByLabel("Secret")).toHaveValue(/^sealed:••••/);
});
