import { useId, type ReactNode } from "react";

/** A few words more, on hover and on focus, for something that is understandable without them. */
export function Tooltip({ text, children }: { text: string; children: ReactNode }) {
  const id = useId();
  return (
    <span className="group/tip relative inline-flex">
      <span tabIndex={0} aria-describedby={id} className="inline-flex rounded-sm">
        {children}
      </span>
      <span
        role="tooltip"
        id={id}
        className="pointer-events-none invisible absolute bottom-full left-1/2 z-20 w-max max-w-64 -translate-x-1/2 -translate-y-1.5 rounded-md border bg-surface-raised px-2 py-1 text-xs text-text opacity-0 shadow-overlay transition-opacity group-focus-within/tip:visible group-focus-within/tip:opacity-100 group-hover/tip:visible group-hover/tip:opacity-100"
      >
        {text}
      </span>
    </span>
  );
}
