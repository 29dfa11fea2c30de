"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { useId, useRef, type KeyboardEvent, type ReactNode, type ToggleEvent } from "react";
import { buttonStyles, type ButtonLook } from "./button-styles.ts";
import { cn } from "./cn.ts";
import { placeAt } from "./place-at.ts";

interface MenuProps extends ButtonLook {
  /** What the menu is for; the accessible name of its button. */
  label: string;
  /** What the button shows; an icon alone is fine, the label is announced. */
  trigger: ReactNode;
  /** MenuItem, MenuLink, MenuSeparator. */
  children: ReactNode;
  align?: "start" | "end";
  side?: "below" | "above";
  triggerClassName?: string;
}

function items(list: HTMLElement): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>('[role^="menuitem"]:not([aria-disabled="true"])')];
}

/** A button and its list of actions, on the popover API: it closes on Escape and on a press elsewhere. */
export function Menu(props: MenuProps) {
  const {
    label,
    trigger,
    children,
    align = "start",
    side = "below",
    triggerClassName,
    variant = "ghost",
    size,
  } = props;
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);

  function onToggle(event: ToggleEvent<HTMLDivElement>) {
    const open = event.newState === "open";
    button.current?.setAttribute("aria-expanded", String(open));
    if (!open || button.current === null) return;
    placeAt(event.currentTarget, button.current, { align, side });
    items(event.currentTarget)[0]?.focus();
  }

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const all = items(event.currentTarget);
    const at = all.findIndex((item) => item === document.activeElement);
    const next: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 };
    const index = next[event.key];
    if (index !== undefined) {
      event.preventDefault();
      all.at(index % all.length)?.focus();
    } else if (event.key === "Tab") {
      list.current?.hidePopover();
    }
  }

  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={id}
        aria-haspopup="menu"
        aria-expanded="false"
        aria-label={label}
        className={cn(buttonStyles({ variant, size }), triggerClassName)}
      >
        {trigger}
      </button>
      <div
        ref={list}
        id={id}
        popover="auto"
        role="menu"
        aria-label={label}
        onToggle={onToggle}
        onKeyDown={onKeyDown}
        onClick={() => list.current?.hidePopover()}
        className="fixed min-w-48 rounded-lg border bg-surface-raised p-1 shadow-overlay"
      >
        {children}
      </div>
    </>
  );
}
