import type { ReactNode } from "react";

/** One key, as printed on the keyboard. */
export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-sm border bg-surface px-1 font-sans text-xs text-text-muted">
      {children}
    </kbd>
  );
}
