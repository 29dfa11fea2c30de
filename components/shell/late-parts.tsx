"use client";

import { lazy, Suspense } from "react";
import { useAlive } from "@/components/ui/use-alive.ts";

// Nothing of a first look: their script counts there, and is here before anything can fail or be said.
const StaleNotice = lazy(() =>
  import("./stale-notice.tsx").then((module) => ({ default: module.StaleNotice })),
);
const Toaster = lazy(() =>
  import("@/components/ui/toaster.tsx").then((module) => ({ default: module.Toaster })),
);

/** The notice that a page is not kept current, once the page has loaded. */
export function LateStaleNotice() {
  return useAlive() ? (
    <Suspense>
      <StaleNotice />
    </Suspense>
  ) : null;
}

/** Where short messages appear, once the page has loaded. */
export function LateToaster() {
  return useAlive() ? (
    <Suspense>
      <Toaster />
    </Suspense>
  ) : null;
}
