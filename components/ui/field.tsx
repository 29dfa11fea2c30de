"use client";

import { CircleAlert } from "lucide-react";
import { useId, type ReactNode } from "react";
import { cn } from "./cn.ts";
import { FieldContext } from "./field-context.ts";

interface FieldProps {
  label: ReactNode;
  /** What to enter, or what it is for; stays visible beside an error. */
  hint?: ReactNode;
  error?: ReactNode;
  required?: boolean;
  /** Shown after the label of a field that may stay empty. */
  optional?: boolean;
  hideLabel?: boolean;
  className?: string;
  children: ReactNode;
}

/** Label, hint and error around one control; the control inside takes its id and aria attributes from here. */
export function Field({
  label,
  hint,
  error,
  required = false,
  optional,
  hideLabel,
  className,
  children,
}: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const describedBy = [error ? errorId : "", hint ? hintId : ""].filter(Boolean).join(" ") || undefined;
  return (
    <FieldContext value={{ id, describedBy, invalid: Boolean(error), required }}>
      <div className={cn("flex min-w-0 flex-col gap-1.5", className)}>
        <label htmlFor={id} className={cn("text-sm font-medium", hideLabel && "sr-only")}>
          {label}
          {optional ? <span className="font-normal text-text-muted"> (optional)</span> : null}
        </label>
        {children}
        {error ? (
          <p id={errorId} className="flex items-start gap-1.5 text-sm text-danger">
            <CircleAlert aria-hidden className="size-4 shrink-0 translate-y-0.5" />
            <span className="min-w-0 break-words">{error}</span>
          </p>
        ) : null}
        {hint ? (
          <p id={hintId} className="text-xs text-text-muted">
            {hint}
          </p>
        ) : null}
      </div>
    </FieldContext>
  );
}
