import { clipText, slugify, VersionName } from "#lib/ids";
import type { InspectedDocument } from "#lib/openapi/schema";
import { Tag } from "./schema.ts";

/** More tags than this say what the operations are about, not what the API is about. */
const TAGS_TAKEN = 6;

/** What a document would be called here; "" where it gives nothing usable. */
export function suggestNames(document: InspectedDocument): {
  slug: string;
  name: string;
  summary: string;
  version: string;
  tags: string[];
} {
  const slug = slugify(document.title);
  return {
    slug: slug.length >= 2 ? slug : "",
    name: clipText(document.title, 120),
    summary: clipText(firstSentence(document.description), 500),
    version: suggestVersion(document.version),
    tags: suggestTags(document),
  };
}

/** `1.4.2` and `v1` become `v1`, a date stays a date, and what fits nowhere starts at `v1`. */
function suggestVersion(given: string): string {
  const text = given.trim().toLowerCase();
  const major = /^v?(\d{1,3})(\.\d+)*([-+].*)?$/.exec(text)?.[1];
  if (major !== undefined) return Number(major) === 0 ? "v0" : `v${Number(major)}`;
  return VersionName.safeParse(text).success ? text : "v1";
}

/** The tags that most operations have. */
function suggestTags({ operations }: InspectedDocument): string[] {
  const counts = new Map<string, number>();
  for (const tag of operations.flatMap((operation) => operation.tags.map(slugify))) {
    if (Tag.safeParse(tag).success) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([a, many], [b, more]) => more - many || a.localeCompare(b))
    .slice(0, TAGS_TAKEN)
    .map(([tag]) => tag);
}

function firstSentence(text: string): string {
  const paragraph = text.split(/\n\s*\n/, 1)[0] ?? "";
  const plain = paragraph.replaceAll(/\s+/g, " ").replace(/^#+ /, "").trim();
  return /^.{10,}?[.!?](?= |$)/.exec(plain)?.[0] ?? plain;
}
