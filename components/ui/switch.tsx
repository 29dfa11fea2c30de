"use client";

import { useId, type ComponentProps, type ReactNode } from "react";
import { cn } from "./cn.ts";

interface SwitchProps extends Omit<ComponentProps<"input">, "type" | "role"> {
  label: ReactNode;
  hint?: ReactNode;
}

/** On or off, taking effect with its form; a checkbox to the platform, announced as a switch. */
export function Switch({ label, hint, className, id, ...rest }: SwitchProps) {
  const ownId = useId();
  const inputId = id ?? ownId;
  return (
    <span className={cn("flex items-start gap-2.5", className)}>
      <span className="relative inline-flex h-5 w-9 shrink-0">
        <input
          type="checkbox"
          // oxlint-disable-next-line jsx-a11y/role-has-required-aria-props -- a native checkbox tells its own state
          role="switch"
          id={inputId}
          aria-describedby={hint ? `${inputId}-hint` : undefined}
          className="peer size-full appearance-none rounded-full border border-border-strong bg-surface-sunken transition-colors checked:border-accent checked:bg-accent disabled:opacity-50"
          {...rest}
        />
        <span
          aria-hidden
          className="pointer-events-none absolute top-1 left-1 size-3 rounded-full bg-border-strong transition-transform peer-checked:translate-x-4 peer-checked:bg-on-accent"
        />
      </span>
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
