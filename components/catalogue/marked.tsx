import { markedParts } from "./marked-parts.ts";

/** A text with the words of the search lit up. */
export function Marked({ text, terms }: { text: string; terms: readonly string[] }) {
  return markedParts(text, terms).map((part, index) =>
    part.isMarked ? (
      // oxlint-disable-next-line react/no-array-index-key -- the same word may be marked twice: only its place tells parts apart, and they hold no state
      <mark key={index} className="rounded-xs bg-accent-soft text-inherit">
        {part.text}
      </mark>
    ) : (
      part.text
    ),
  );
}
