"use client";

import type { ComponentProps } from "react";
import { cn } from "./cn.ts";
import { controlStyles } from "./control-styles.ts";
import { useFieldControl } from "./field-context.ts";

export function Textarea({
  className,
  mono = false,
  ...rest
}: ComponentProps<"textarea"> & { mono?: boolean }) {
  const wiring = useFieldControl(rest);
  return (
    <textarea
      {...rest}
      {...wiring}
      className={cn(
        controlStyles,
        "min-h-20 px-2.5 py-1.5",
        mono && "font-mono text-xs leading-5",
        className,
      )}
    />
  );
}
