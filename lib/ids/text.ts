/** Text that PostgreSQL keeps as it is, in JSON too: no NUL, no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}

/** The first `maxLength` UTF-16 units of well-formed text, one less where the cut would go through a character. */
export function clipText(text: string, maxLength: number): string {
  return text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, "");
}
