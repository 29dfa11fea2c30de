import { LoaderCircle } from "lucide-react";
import { cn } from "./cn.ts";

/** Something is going on. With a `label` it is announced; without, the words beside it say so. */
export function Spinner({ label, className }: { label?: string; className?: string }) {
  return (
    <span role={label ? "status" : undefined} className="inline-flex">
      <LoaderCircle aria-hidden className={cn("size-4 animate-spin", className)} />
      {label ? <span className="sr-only">{label}</span> : null}
    </span>
  );
}
