"use client";

import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";
import { controlStyles } from "./control-styles.ts";
import { useFieldControl } from "./field-context.ts";

/** A native select: the platform's own list, keyboard and touch behaviour. */
export function Select({ className, children, ...rest }: ComponentProps<"select">) {
  const wiring = useFieldControl(rest);
  return (
    <span className={cn("relative inline-flex w-full min-w-0", className)}>
      <select
        {...rest}
        {...wiring}
        className={cn(controlStyles, "h-8 appearance-none truncate pr-8 pl-2.5 touch-target")}
      >
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-text-muted"
      />
    </span>
  );
}
