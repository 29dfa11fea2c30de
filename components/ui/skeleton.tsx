import { cn } from "./cn.ts";

/** Stands where something will be, at its size, so that nothing moves when it comes. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span aria-hidden className={cn("block h-4 animate-shimmer rounded-sm bg-surface-sunken", className)} />
  );
}

/** Rows of a list that is on its way. */
export function SkeletonRows({ rows = 6, label }: { rows?: number; label: string }) {
  return (
    <div role="status" className="flex flex-col">
      <span className="sr-only">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-11 items-center gap-4 border-b px-4 last:border-b-0">
          <Skeleton className="w-40" />
          <Skeleton className="hidden w-20 sm:block" />
          <Skeleton className="flex-1" />
        </div>
      ))}
    </div>
  );
}
