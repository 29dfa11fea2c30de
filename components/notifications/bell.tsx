"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { Bell as BellIcon } from "lucide-react";
import { lazy, Suspense, useId, useRef, useState, type ToggleEvent } from "react";
import { buttonStyles } from "@/components/ui/button-styles.ts";
import { cn } from "@/components/ui/cn.ts";
import { placeAt } from "@/components/ui/place-at.ts";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import { useUnread } from "./use-unread.ts";

/** Its code comes when the bell is first opened: every page would carry it. */
const BellPanel = lazy(() => import("./bell-panel.tsx").then((module) => ({ default: module.BellPanel })));

/** How much is unread, and behind it the newest notifications. Escape and a press elsewhere close it. */
export function Bell() {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const unread = useUnread()?.total ?? 0;

  function onToggle(event: ToggleEvent<HTMLDivElement>) {
    const open = event.newState === "open";
    setIsOpen(open);
    if (!open || button.current === null) return;
    placeAt(event.currentTarget, button.current, { align: "end", side: "below" });
    event.currentTarget.focus();
  }

  const label = unread === 0 ? "Notifications" : `Notifications, ${unread} unread`;
  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={id}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-label={label}
        title={`${label} (g n)`}
        className={cn(
          buttonStyles({ variant: "ghost", shape: "icon" }),
          "relative text-text-muted hover:text-text",
        )}
      >
        <BellIcon aria-hidden />
        {unread > 0 ? (
          <span
            aria-hidden
            className="absolute -top-0.5 -right-0.5 inline-flex h-4 min-w-4 items-center justify-center rounded-full bg-accent px-1 text-xs leading-none font-semibold text-on-accent tabular-nums"
          >
            {unread > 99 ? "99+" : unread}
          </span>
        ) : null}
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="dialog"
        tabIndex={-1}
        aria-label="Notifications"
        onToggle={onToggle}
        className="fixed w-88 rounded-lg border bg-surface-raised shadow-overlay outline-none"
      >
        {isOpen ? (
          <Suspense fallback={<SkeletonRows label="Loading notifications" />}>
            <BellPanel onLeave={() => panel.current?.hidePopover()} />
          </Suspense>
        ) : null}
      </div>
    </>
  );
}
