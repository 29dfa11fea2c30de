"use client";

import type { ComponentProps } from "react";
import { cn } from "./cn.ts";
import { controlStyles } from "./control-styles.ts";
import { useFieldControl } from "./field-context.ts";

/** `mono` for what is read character by character: ids, slugs, addresses. */
export function Input({ className, mono = false, ...rest }: ComponentProps<"input"> & { mono?: boolean }) {
  const wiring = useFieldControl(rest);
  return (
    <input
      {...rest}
      {...wiring}
      className={cn(controlStyles, "h-8 px-2.5 touch-target", mono && "font-mono", className)}
    />
  );
}
