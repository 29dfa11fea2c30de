import { createTwoFilesPatch } from "diff";

export interface DiffedFile {
  /** As the header names it. */
  name: string;
  old: string;
  now: string;
}

export interface UnifiedDiff {
  /** As `diff -u` writes it; "" where nothing differs. */
  text: string;
  /** There is more than is told. */
  isCut: boolean;
}

/** A reader scrolls through no more, and a page holds them. */
const LINES_MAX = 5_000;

/** Files compared line by line; JSON that was written on one line is laid out first. */
export function unifiedDiff(files: readonly DiffedFile[]): UnifiedDiff {
  const lines = files.flatMap(({ name, old, now }) => {
    const [before, after] = [linesOf(old), linesOf(now)];
    if (before === after) return [];
    const patch = createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, undefined, undefined, {
      context: 3,
    });
    // Its first line is a ruler that only some tools know.
    return patch.trimEnd().split("\n").slice(1);
  });
  return { text: lines.slice(0, LINES_MAX).join("\n"), isCut: lines.length > LINES_MAX };
}

function linesOf(text: string): string {
  const source = text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  const read = /^\s*[{[]/.test(source) ? asJson(source) : undefined;
  const laidOut = read === undefined ? source : JSON.stringify(read, null, 2);
  return laidOut.endsWith("\n") ? laidOut : `${laidOut}\n`;
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
