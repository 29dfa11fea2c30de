/**
 * The object with one optional member set, or taken out when `value` is undefined or an empty object:
 * in a policy, absent means default, so a cleared field must leave nothing behind.
 */
export function withField<T extends object, K extends keyof T>(
  object: T,
  key: K,
  value: T[K] | undefined,
): T {
  const next = { ...object };
  if (value === undefined || isEmptyObject(value)) delete next[key];
  else next[key] = value;
  return next;
}

function isEmptyObject(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
  );
}

/** "502, 503, 500-599" as status codes and ranges; undefined when it is not such a list. */
export function parseStatusList(text: string): (number | [number, number])[] | undefined {
  const parts = text
    .split(/[\s,]+/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const ranges: (number | [number, number])[] = [];
  for (const part of parts) {
    const match = /^(\d{3})(?:[-–](\d{3}))?$/.exec(part);
    if (!match) return undefined;
    const from = Number(match[1]);
    const to = match[2] === undefined ? from : Number(match[2]);
    if (from < 100 || to > 599 || from > to) return undefined;
    ranges.push(match[2] === undefined ? from : [from, to]);
  }
  return ranges;
}

export function formatStatusList(ranges: readonly (number | readonly [number, number])[]): string {
  return ranges
    .map((range) => (typeof range === "number" ? String(range) : `${range[0]}-${range[1]}`))
    .join(", ");
}

/** "GET, head" as method names; undefined when one is not a method. */
export function parseNameList(text: string, pattern: RegExp): string[] | undefined {
  const names = text.split(/[\s,]+/).filter((name) => name !== "");
  return names.every((name) => pattern.test(name)) ? names : undefined;
}

/** "EU West, eu-central": names that may have spaces in them, and so only commas between them. */
export function parseSpacedList(text: string): string[] | undefined {
  const names = text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  return names.every((name) => name.length <= 100) ? names : undefined;
}

/** What stands in a field that one types in: the text as it was typed, for as long as the value is what was typed. */
export function shownText(typed: string | undefined, value: string): string {
  return typed !== undefined && typed.trim() === value ? typed : value;
}

const HEADER_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}):[ \t]*([\t\x20-\x7e]*)$/;

/** Lines of `Name: value` as a map; undefined when one is not. */
export function parseHeaders(text: string): Record<string, string> | undefined {
  const headers: Record<string, string> = {};
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const match = HEADER_LINE.exec(line.trim());
    if (!match?.[1]) return undefined;
    headers[match[1]] = match[2] ?? "";
  }
  return headers;
}

export function formatHeaders(headers: Record<string, string>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
}
