import { diffLines } from "diff";
import { cn } from "./cn.ts";

type LineKind = "added" | "removed" | "same" | "gap" | "head";
interface Line {
  kind: LineKind;
  text: string;
}

const SIGN: Record<LineKind, string> = { added: "+", removed: "−", same: " ", gap: "⋯", head: " " };
const WORD: Record<LineKind, string> = {
  added: "added: ",
  removed: "removed: ",
  same: "",
  gap: "",
  head: "",
};

function linesOf(before: string, after: string): Line[] {
  return diffLines(before, after).flatMap((part) => {
    const kind: LineKind = part.added ? "added" : part.removed ? "removed" : "same";
    return part.value
      .replace(/\n$/, "")
      .split("\n")
      .map((text) => ({ kind, text }));
  });
}

/** Keeps `context` unchanged lines around each change and says how many were left out. */
function folded(lines: Line[], context: number): Line[] {
  const near = (at: number) =>
    lines.slice(Math.max(0, at - context), at + context + 1).some(({ kind }) => kind !== "same");
  const shown: Line[] = [];
  let hidden = 0;
  for (const [at, line] of lines.entries()) {
    if (!near(at)) {
      hidden += 1;
      continue;
    }
    if (hidden > 0) shown.push({ kind: "gap", text: `${hidden} unchanged` });
    hidden = 0;
    shown.push(line);
  }
  if (hidden > 0) shown.push({ kind: "gap", text: `${hidden} unchanged` });
  return shown;
}

interface DiffViewProps {
  before: string;
  after: string;
  label: string;
  /** Unchanged lines kept around a change. */
  context?: number;
}

/** Two texts, line by line. Signs as well as colours; screen readers hear "added" and "removed". */
export function DiffView({ before, after, label, context = 3 }: DiffViewProps) {
  return <Lines lines={folded(linesOf(before, after), context)} label={label} />;
}

/** A difference that was found elsewhere, as `diff -u` writes it. */
export function PatchView({ patch, label }: { patch: string; label: string }) {
  const lines = patch.split("\n").map((line): Line => {
    if (/^(---|\+\+\+|@@) /.test(line)) return { kind: "head", text: line };
    const kind = line.startsWith("+") ? "added" : line.startsWith("-") ? "removed" : "same";
    return { kind, text: line.slice(1) };
  });
  return <Lines lines={lines} label={label} />;
}

function Lines({ lines, label }: { lines: Line[]; label: string }) {
  return (
    <div
      role="region"
      aria-label={label}
      tabIndex={0}
      className="overflow-x-auto rounded-md border bg-surface"
    >
      <ol className="min-w-max py-1 font-mono text-xs leading-5">
        {lines.map((line, index) => (
          <li
            key={index}
            className={cn(
              "flex gap-3 px-3 whitespace-pre",
              line.kind === "added" && "bg-ok-soft",
              line.kind === "removed" && "bg-danger-soft",
              line.kind === "gap" && "text-text-muted",
              line.kind === "head" && "bg-surface-sunken text-text-muted",
            )}
          >
            <span aria-hidden className="w-3 shrink-0 select-none">
              {SIGN[line.kind]}
            </span>
            <span className="sr-only">{WORD[line.kind]}</span>
            <span>{line.text}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Two JSON values as indented text, for a DiffView. */
export function jsonLines(value: unknown): string {
  return value === undefined || value === null ? "" : JSON.stringify(value, null, 2);
}
