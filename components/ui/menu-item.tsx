"use client";
"use no memo"; // its script counts, and rendering it again costs little

import type { Route } from "next";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { Link } from "./link.tsx";

const itemStyles =
  "flex h-8 w-full items-center gap-2 rounded-md px-2 text-left text-sm touch-target outline-none hover:bg-surface-sunken focus-visible:bg-surface-sunken focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-accent aria-disabled:cursor-not-allowed aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0";

interface MenuItemProps {
  onSelect: () => void;
  /** For one of several: announced as chosen or not. */
  checked?: boolean;
  danger?: boolean;
  disabled?: boolean;
  children: ReactNode;
}

export function MenuItem({ onSelect, checked, danger, disabled, children }: MenuItemProps) {
  return (
    <button
      type="button"
      role={checked === undefined ? "menuitem" : "menuitemradio"}
      aria-checked={checked}
      aria-disabled={disabled || undefined}
      tabIndex={-1}
      className={cn(itemStyles, danger && "text-danger")}
      onClick={() => (disabled ? undefined : onSelect())}
    >
      {children}
    </button>
  );
}

export function MenuLink({ href, children }: { href: Route; children: ReactNode }) {
  return (
    <Link href={href} role="menuitem" tabIndex={-1} className={itemStyles}>
      {children}
    </Link>
  );
}

export function MenuSeparator() {
  return <hr className="my-1" />;
}
