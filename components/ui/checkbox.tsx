"use client";

import { useId, type ComponentProps, type ReactNode } from "react";
import { cn } from "./cn.ts";

interface CheckboxProps extends Omit<ComponentProps<"input">, "type"> {
  label: ReactNode;
  hint?: ReactNode;
}

export function Checkbox({ label, hint, className, id, ...rest }: CheckboxProps) {
  const ownId = useId();
  const inputId = id ?? ownId;
  return (
    <span className={cn("flex items-start gap-2", className)}>
      <input
        type="checkbox"
        id={inputId}
        aria-describedby={hint ? `${inputId}-hint` : undefined}
        className="size-4 shrink-0 translate-y-0.5 accent-accent"
        {...rest}
      />
      <span className="flex min-w-0 flex-col">
        <label htmlFor={inputId} className="text-sm">
          {label}
        </label>
        {hint ? (
          <span id={`${inputId}-hint`} className="text-xs text-text-muted">
            {hint}
          </span>
        ) : null}
      </span>
    </span>
  );
}
