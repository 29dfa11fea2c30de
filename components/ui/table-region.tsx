"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { useEffect, useRef, type ReactNode } from "react";

/** Around a table: scrolls sideways on its own, and takes the focus when the row that has it is deleted. */
export function TableRegion({ label, children }: { label: string; children: ReactNode }) {
  const region = useRef<HTMLDivElement>(null);
  const hasFocus = useRef(false);
  // The browser's focus: a row that goes leaves it to nobody, and says nothing.
  useEffect(() => {
    if (hasFocus.current && document.activeElement === document.body) region.current?.focus();
  });
  return (
    <div
      ref={region}
      role="region"
      aria-label={label}
      tabIndex={0}
      onFocus={() => (hasFocus.current = true)}
      // A button that is disabled while it works has not been left.
      onBlur={({ target }) => (hasFocus.current = target.matches(":disabled"))}
      className="relative overflow-x-auto rounded-[inherit]"
    >
      {children}
    </div>
  );
}
