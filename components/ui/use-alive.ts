"use client";

import { startTransition, useEffect, useState } from "react";

/** False until the page has loaded and is alive; then true, rendered in the background. For what the first look does not need. */
export function useAlive(): boolean {
  const [isAlive, setIsAlive] = useState(false);
  // Whether the window has loaded is the browser's.
  useEffect(() => {
    const wake = () => startTransition(() => setIsAlive(true));
    if (document.readyState === "complete") {
      const timer = setTimeout(wake);
      return () => clearTimeout(timer);
    }
    window.addEventListener("load", wake, { once: true });
    return () => window.removeEventListener("load", wake);
  }, []);
  return isAlive;
}
