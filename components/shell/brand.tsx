import { cn } from "@/components/ui/cn.ts";
import { Link } from "@/components/ui/link.tsx";
import { routes } from "./routes.ts";

/** Two figures, one standing behind the other: the one who plays, and the one who is ready to. */
export function BrandMark({ className }: { className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 24 24" className={cn("size-6 shrink-0", className)}>
      <rect x="8.5" y="3" width="12.5" height="12.5" rx="3.5" className="fill-fallback-solid" />
      <rect
        x="3"
        y="8.5"
        width="12.5"
        height="12.5"
        rx="3.5"
        strokeWidth="1.5"
        className="fill-accent stroke-surface"
      />
    </svg>
  );
}

export function Brand() {
  return (
    <Link
      href={routes.home()}
      className="flex items-center gap-2 rounded-md text-lg font-semibold tracking-tight"
    >
      <BrandMark />
      Understudy
    </Link>
  );
}
