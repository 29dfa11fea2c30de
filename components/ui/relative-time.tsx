"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { formatAbsolute, formatRelative } from "./format-relative.ts";
import { useNow } from "./use-now.ts";

/** "3 min ago", kept current; the absolute time on hover. The server's text may be a second older than the browser's. */
export function RelativeTime({ at, className }: { at: string | Date; className?: string }) {
  const nowMs = useNow();
  const atMs = new Date(at).getTime();
  return (
    <time
      dateTime={new Date(atMs).toISOString()}
      title={formatAbsolute(atMs)}
      className={className}
      suppressHydrationWarning
    >
      {formatRelative(atMs, nowMs)}
    </time>
  );
}
