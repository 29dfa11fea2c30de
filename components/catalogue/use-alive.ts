"use client";

import { useEffect, useState } from "react";

/** False until the browser has nothing better to do after the page came alive. */
export function useAlive(): boolean {
  const [isAlive, setIsAlive] = useState(false);
  // Whether the window has loaded is the browser's.
  useEffect(() => {
    const wake = () => setIsAlive(true);
    if (document.readyState === "complete") {
      const timer = setTimeout(wake);
      return () => clearTimeout(timer);
    }
    window.addEventListener("load", wake, { once: true });
    return () => window.removeEventListener("load", wake);
  }, []);
  return isAlive;
}
