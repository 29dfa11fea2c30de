import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What axe finds on the page as it stands: the rule and the element, nothing else of its long report; and fields that zoom. */
export async function findBarriers(page: Page): Promise<string[]> {
  const breaches = await breachesOf(new AxeBuilder({ page }).withTags(RULES));
  return [...breaches, ...(await page.evaluate(zoomingFields))];
}

/** Fields under a finger whose text is smaller than 16 px: iOS enlarges the page when one of them is focused, and leaves it so. */
function zoomingFields(): string[] {
  if (!matchMedia("(pointer: coarse)").matches) return [];
  const typed = "input:not([type=checkbox], [type=radio], [type=file], [type=hidden]), select, textarea";
  return [...document.querySelectorAll<HTMLElement>(typed)]
    .filter((field) => field.checkVisibility() && Number.parseFloat(getComputedStyle(field).fontSize) < 16)
    .map((field) => `zooms at ${field.getAttribute("aria-label") ?? field.id}`);
}

/** Text that stands out too little from what is behind it: all of the above that a theme can change. */
export async function findFaintText(page: Page): Promise<string[]> {
  await page.evaluate(colorsAtRest);
  return breachesOf(new AxeBuilder({ page }).withRules("color-contrast"));
}

/** Right after a change of theme, colours are still on their way from one to the other; none takes a second. */
async function colorsAtRest(): Promise<void> {
  const changes = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
  const late = new Promise((resolve) => setTimeout(resolve, 1_000));
  await Promise.race([Promise.allSettled(changes.map(({ finished }) => finished)), late]);
}

async function breachesOf(axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} at ${target.join(" ")}`));
}
