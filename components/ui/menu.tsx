"use client";

import { useId, useRef, type KeyboardEvent, type ReactNode, type ToggleEvent } from "react";
import { buttonStyles, type ButtonLook } from "./button-styles.ts";
import { cn } from "./cn.ts";

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

interface Placement {
  align: "start" | "end";
  side: "below" | "above";
}

const GAP = 4;

/** Puts the open list at its button, inside the window. Set through the DOM: style attributes are not allowed in pages. */
function place(list: HTMLElement, button: HTMLElement, { align, side }: Placement) {
  const box = button.getBoundingClientRect();
  const left = align === "start" ? box.left : box.right - list.offsetWidth;
  const top = side === "below" ? box.bottom + GAP : box.top - list.offsetHeight - GAP;
  list.style.left = `${Math.max(8, Math.min(left, window.innerWidth - list.offsetWidth - 8))}px`;
  list.style.top = `${Math.max(8, Math.min(top, window.innerHeight - list.offsetHeight - 8))}px`;
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
    place(event.currentTarget, button.current, { align, side });
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
