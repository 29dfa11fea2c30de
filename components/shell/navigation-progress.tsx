"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { useEffect, useOptimistic } from "react";
import { onNavigationStart } from "./navigation-start.ts";

/** A bar along the top while the next page is on its way. Pages arrive whole: the one that is left stays until then. */
export function NavigationProgress() {
  // Set inside of the router's transition, so it is undone by what that ends with.
  const [isUnderWay, setIsUnderWay] = useOptimistic(false);
  useEffect(() => onNavigationStart(() => setIsUnderWay(true)), [setIsUnderWay]);
  if (!isUnderWay) return null;
  return (
    <div
      role="progressbar"
      aria-label="Loading the page"
      className="fixed inset-x-0 top-0 z-50 h-0.5 origin-left animate-arrive bg-accent"
    />
  );
}
