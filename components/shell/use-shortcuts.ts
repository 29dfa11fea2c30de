"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent } from "react";
import type { UserRole } from "#lib/access/schema";
import { destinations } from "./nav.ts";
import { routes } from "./routes.ts";

/** How long `g` waits for the letter that follows. */
const CHORD_MS = 1200;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest("input, textarea, select, [role=textbox]") !== null)
  );
}

const hasModifier = (event: KeyboardEvent) => event.metaKey || event.ctrlKey || event.altKey;
const isPlain = (event: KeyboardEvent) => !hasModifier(event) && !event.defaultPrevented;
const isCommandKey = (event: KeyboardEvent) =>
  event.key.toLowerCase() === "k" && (event.metaKey || event.ctrlKey) && !event.altKey;

interface Shortcuts {
  role: UserRole;
  onCommands: () => void;
  onKeys: () => void;
}

/** The keys that work on every page. Single letters stay letters while one types or a dialog is open. */
export function useShortcuts({ role, onCommands, onKeys }: Shortcuts): void {
  const router = useRouter();

  const onSingle = useEffectEvent((key: string, afterG: boolean) => {
    if (afterG) {
      const item = destinations(role).find((candidate) => candidate.key === key);
      if (item) router.push(item.href);
      return item !== undefined;
    }
    if (key === "?") onKeys();
    else if (key === "/") focusSearch(onCommands);
    else if (key === "n") router.push(routes.newApi());
    else return false;
    return true;
  });
  const onCommandKey = useEffectEvent(onCommands);

  // The keyboard belongs to the window, outside React.
  useEffect(() => {
    let gAt = -Infinity;
    function onKeyDown(event: KeyboardEvent) {
      if (isCommandKey(event)) {
        event.preventDefault();
        onCommandKey();
      }
      if (!isPlain(event) || isTyping(event.target) || document.querySelector("dialog[open]")) return;
      const afterG = event.timeStamp - gAt < CHORD_MS;
      gAt = event.key === "g" && !afterG ? event.timeStamp : -Infinity;
      if (onSingle(event.key, afterG)) event.preventDefault();
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}

/** The page's own search box, where it has one. */
function focusSearch(otherwise: () => void) {
  const box = document.querySelector<HTMLInputElement>('main input[type="search"]');
  if (box) box.focus();
  else otherwise();
}
