"use client";

import { useRef, type Ref } from "react";
import { cn } from "@/components/ui/cn.ts";

interface LinedTextareaProps {
  ref: Ref<HTMLTextAreaElement>;
  label: string;
  value: string;
  /** Lines with something to say about, and how bad it is. */
  marked: readonly (readonly [line: number, severity: "error" | "warning"])[];
  readOnly: boolean;
  onChange: (value: string) => void;
  onBlur: () => void;
}

/** A text with numbered lines: a textarea, so that everything a browser can do with text works. */
export function LinedTextarea({ ref, label, value, marked, readOnly, onChange, onBlur }: LinedTextareaProps) {
  const gutter = useRef<HTMLOListElement>(null);
  const severities = new Map(marked.toReversed());
  return (
    <div className="flex h-112 overflow-hidden rounded-md border border-border-strong bg-surface font-mono text-xs leading-5 focus-within:border-accent focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-accent">
      <ol
        ref={gutter}
        aria-hidden
        className="shrink-0 overflow-hidden border-r bg-surface-sunken py-2 text-right text-text-muted tabular-nums select-none"
      >
        {value.split("\n").map((_, index) => {
          const severity = severities.get(index + 1);
          return (
            <li
              key={index}
              className={cn(
                "px-2",
                severity === "error" && "bg-danger-soft text-danger",
                severity === "warning" && "bg-warn-soft text-warn",
              )}
            >
              {index + 1}
            </li>
          );
        })}
      </ol>
      <textarea
        ref={ref}
        aria-label={label}
        data-own-undo
        value={value}
        readOnly={readOnly}
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        wrap="off"
        onChange={(event) => onChange(event.target.value)}
        onBlur={onBlur}
        onScroll={(event) => gutter.current?.scrollTo({ top: event.currentTarget.scrollTop })}
        className="min-w-0 flex-1 resize-none bg-transparent px-3 py-2 whitespace-pre outline-none"
      />
    </div>
  );
}
