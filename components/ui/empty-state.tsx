import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";

interface EmptyStateProps {
  icon: LucideIcon;
  /** One sentence: what is not here. */
  title: string;
  /** One sentence: what to do, or why that is fine. */
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}

export function EmptyState({ icon: Icon, title, children, action, className }: EmptyStateProps) {
  return (
    <div className={cn("flex flex-col items-center justify-center gap-3 px-6 py-12 text-center", className)}>
      <span className="inline-flex size-10 items-center justify-center rounded-lg border bg-surface text-text-muted">
        <Icon aria-hidden className="size-5" />
      </span>
      <div className="flex max-w-md flex-col gap-1">
        <p className="font-medium">{title}</p>
        {children ? <p className="text-sm text-text-muted">{children}</p> : null}
      </div>
      {action}
    </div>
  );
}
