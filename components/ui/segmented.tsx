"use client";

import { useId, type ReactNode } from "react";

interface SegmentedProps<T extends string> {
  /** What is chosen, for those who do not see it. */
  label: string;
  value: T;
  options: readonly { value: T; label: ReactNode }[];
  onChange: (value: T) => void;
}

/** One of a few, all in sight. Radio buttons to the platform: arrows move, one Tab stop. */
export function Segmented<T extends string>({ label, value, options, onChange }: SegmentedProps<T>) {
  const name = useId();
  return (
    <fieldset className="inline-flex max-w-full rounded-md border bg-surface-sunken p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className="relative flex h-6.5 cursor-pointer pointer-coarse:h-9.5 items-center gap-1.5 rounded-sm px-2.5 text-sm font-medium whitespace-nowrap text-text-muted has-checked:bg-surface-raised has-checked:text-text dark:has-checked:bg-border has-checked:shadow-raised has-focus-visible:outline-2 has-focus-visible:outline-accent [&_svg]:size-4"
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            className="absolute inset-0 cursor-pointer opacity-0"
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
