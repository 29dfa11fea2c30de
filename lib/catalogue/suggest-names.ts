import { clipText, slugify, VersionName } from "#lib/ids";
import type { InspectedDocument } from "#lib/openapi/schema";

/** What a document would be called here; "" where it gives nothing usable. */
export function suggestNames(document: InspectedDocument): {
  slug: string;
  name: string;
  summary: string;
  version: string;
} {
  const slug = slugify(document.title);
  return {
    slug: slug.length >= 2 ? slug : "",
    name: clipText(document.title, 120),
    summary: clipText(firstSentence(document.description), 500),
    version: suggestVersion(document.version),
  };
}

/** `1.4.2` and `v1` become `v1`, a date stays a date, and what fits nowhere starts at `v1`. */
function suggestVersion(given: string): string {
  const text = given.trim().toLowerCase();
  const major = /^v?(\d{1,3})(\.\d+)*([-+].*)?$/.exec(text)?.[1];
  if (major !== undefined) return Number(major) === 0 ? "v0" : `v${Number(major)}`;
  return VersionName.safeParse(text).success ? text : "v1";
}

function firstSentence(text: string): string {
  const paragraph = text.split(/\n\s*\n/, 1)[0] ?? "";
  const plain = paragraph.replaceAll(/\s+/g, " ").replace(/^#+ /, "").trim();
  return /^.{10,}?[.!?](?= |$)/.exec(plain)?.[0] ?? plain;
}
