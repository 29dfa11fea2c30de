import type { Locator, Page } from "@playwright/test";
import { expect } from "./fixtures.ts";

/** The fallback editor of an API, ready to be used. */
export async function openEditor(page: Page, slug: string, search = ""): Promise<Locator> {
  await page.goto(`/apis/${slug}/fallback${search}`);
  const chain = page.getByRole("list", { name: "Fallback chain" });
  await expect(chain).toBeVisible();
  return chain;
}

/** The form of the selected card, beside the drawer or in its sheet. */
export const panelOf = (page: Page): Locator => page.locator("[data-panel]");

/** On a phone the form covers the cards until it is closed. */
export async function closeSheet(page: Page): Promise<void> {
  const sheet = page.locator("dialog[data-sheet]");
  if (!(await sheet.isVisible())) return;
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
}

/** Selects a card and opens a section of its form, by keyboard. */
export async function openSection(page: Page, card: Locator, title: string): Promise<Locator> {
  await closeSheet(page);
  await card.press("Enter");
  const section = panelOf(page)
    .locator("details")
    .filter({ has: page.getByText(title, { exact: true }) });
  const isOpen = await section.evaluate((details) => (details as HTMLDetailsElement).open);
  if (!isOpen) await section.locator("summary").press("Enter");
  return section;
}

/** What is wrong, in the drawer. */
export async function showFindings(page: Page): Promise<Locator> {
  await closeSheet(page);
  await page.getByRole("tab", { name: /^Findings/ }).press("Enter");
  return page.getByRole("tabpanel");
}
