import { cn } from "./cn.ts";

interface ProgressProps {
  label: string;
  value: number;
  max: number;
  className?: string;
}

/** How far something has come. The label is for screen readers; say the numbers beside it. */
export function Progress({ label, value, max, className }: ProgressProps) {
  return (
    <progress
      aria-label={label}
      value={value}
      max={max}
      className={cn(
        "h-1.5 w-full appearance-none overflow-hidden rounded-full bg-surface-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-surface-sunken [&::-webkit-progress-value]:bg-accent",
        className,
      )}
    />
  );
}
