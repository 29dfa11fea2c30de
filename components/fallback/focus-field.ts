/**
 * Moves the focus to the control of a field, opening the section it is in. `path` is from the selected card's owner; a
 * field inside it, or the one it is inside of, will do.
 */
export function focusField(path: readonly (string | number)[]): void {
  const wanted = path.join(".");
  const fields = [...document.querySelectorAll<HTMLElement>("[data-panel] [data-field]")];
  const nameOf = (field: HTMLElement) => field.dataset["field"] ?? "";
  const around = fields
    .filter((field) => wanted === nameOf(field) || wanted.startsWith(`${nameOf(field)}.`))
    .toSorted((a, b) => nameOf(b).length - nameOf(a).length)[0];
  const field =
    around ?? fields.find((candidate) => wanted !== "" && nameOf(candidate).startsWith(`${wanted}.`));
  const place = field ?? document.querySelector<HTMLElement>("[data-panel]");
  const section = field?.closest("details");
  if (section) section.open = true;
  const control = place?.querySelector<HTMLElement>("input, select, textarea, button");
  control?.focus({ preventScroll: true });
  field?.scrollIntoView({ block: "center", behavior: "smooth" });
}
