"use client";

import { useSyncExternalStore } from "react";
import { formatAbsolute, formatRelative } from "./format-relative.ts";

/** One clock for every relative time on the page, in whole seconds. */
function subscribe(onTick: () => void): () => void {
  const timer = setInterval(onTick, 1000);
  return () => clearInterval(timer);
}
const seconds = () => Math.floor(Date.now() / 1000);

/** "3 min ago", kept current; the absolute time on hover. The server's text may be a second older than the browser's. */
export function RelativeTime({ at, className }: { at: string | Date; className?: string }) {
  const nowMs = useSyncExternalStore(subscribe, seconds, seconds) * 1000;
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
