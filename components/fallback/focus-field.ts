import { flushSync } from "react-dom";

/**
 * Moves the focus to the control of a field, opening the section it is in. `path` is from the selected card's owner; a
 * field inside it, or the one it is inside of, will do.
 */
export function focusField(path: readonly (string | number)[]): void {
  const wanted = path.join(".");
  openSectionOf(wanted);
  const fields = [...document.querySelectorAll<HTMLElement>("[data-panel] [data-field]")];
  const nameOf = (field: HTMLElement) => field.dataset["field"] ?? "";
  const around = fields
    .filter((field) => isWithin(wanted, nameOf(field)))
    .toSorted((a, b) => nameOf(b).length - nameOf(a).length)[0];
  const field = around ?? fields.find((candidate) => isWithin(nameOf(candidate), wanted));
  const place = field ?? document.querySelector<HTMLElement>("[data-panel]");
  const control = place?.querySelector<HTMLElement>("input, select, textarea, button");
  control?.focus({ preventScroll: true });
  field?.scrollIntoView({ block: "center", behavior: "smooth" });
}

const isWithin = (path: string, around: string) => path === around || path.startsWith(`${around}.`);

/** What is in a closed section is not there yet. */
function openSectionOf(wanted: string): void {
  const sections = document.querySelectorAll<HTMLDetailsElement>("[data-panel] details[data-fields]");
  for (const section of sections) {
    const fields = section.dataset["fields"]?.split(" ") ?? [];
    if (!fields.some((field) => isWithin(wanted, field) || isWithin(field, wanted))) continue;
    if (!section.open) flushSync(() => section.querySelector("summary")?.click());
    return;
  }
}
