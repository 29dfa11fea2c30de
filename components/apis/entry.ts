import type { ApiDetail } from "#lib/catalogue/schema";

/** The facts of a catalogue entry that a form edits. */
export type Entry = Pick<
  ApiDetail,
  "name" | "summary" | "tier" | "visibility" | "domain" | "tags" | "fallbackAlertMinutes"
> & { grantedTeams: string[] };

export function entryOf(api: ApiDetail): Entry {
  const { name, summary, tier, visibility, domain, tags, fallbackAlertMinutes } = api;
  const grantedTeams = api.grantedTeams.map(({ slug }) => slug);
  return { name, summary, tier, visibility, domain, tags, grantedTeams, fallbackAlertMinutes };
}

/** The entry as it is shown: what is typed, over what is saved. */
export function withTyped(saved: Entry, typed: Partial<Entry>): Entry {
  return { ...saved, ...typed };
}

/** What of `typed` is not what is saved. */
export function changesIn(typed: Partial<Entry>, saved: Entry): Partial<Entry> {
  return only(typed, (name) => !isSame(typed[name], saved[name]));
}

/** What is typed into fields that somebody else has saved otherwise since `seen`. */
export function contestedIn(typed: Partial<Entry>, { seen, saved }: { seen: Entry; saved: Entry }) {
  return only(changesIn(typed, saved), (name) => !isSame(seen[name], saved[name]));
}

/** `typed` without the fields of `left`. */
export function without(typed: Partial<Entry>, left: Partial<Entry>): Partial<Entry> {
  return only(typed, (name) => !(name in left));
}

/** What was typed after `sent` was. */
export function typedSince(sent: Partial<Entry>, typed: Partial<Entry>): Partial<Entry> {
  return only(typed, (name) => !isSame(typed[name], sent[name]));
}

function only(typed: Partial<Entry>, keeps: (name: keyof Entry) => boolean): Partial<Entry> {
  return Object.fromEntries(Object.entries(typed).filter(([name]) => keeps(name as keyof Entry)));
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
