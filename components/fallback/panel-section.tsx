import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

interface PanelSectionProps {
  title: string;
  /** What is set, readable while the section is closed. */
  summary?: string;
  /** One sentence on what it is for. */
  intro?: string | undefined;
  /** Something in it is wrong. */
  hasError?: boolean;
  open?: boolean;
  children: ReactNode;
}

/** A part of the side panel that opens. */
export function PanelSection({ title, summary, intro, hasError, open, children }: PanelSectionProps) {
  return (
    <details open={open} className="group border-b last:border-b-0">
      <summary className="flex min-h-11 list-none items-center gap-2 px-4 py-2 text-sm font-medium -outline-offset-2 hover:bg-surface-sunken">
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 text-text-muted transition-transform group-open:rotate-90"
        />
        <span className="shrink-0">{title}</span>
        {hasError ? <span className="text-xs font-normal text-danger">has an error</span> : null}
        {summary ? (
          <span className="ml-auto min-w-0 truncate pl-3 text-xs font-normal text-text-muted group-open:hidden">
            {summary}
          </span>
        ) : null}
      </summary>
      <div className="flex flex-col gap-4 px-4 pt-1 pb-5">
        {intro ? <p className="text-xs text-text-muted">{intro}</p> : null}
        {children}
      </div>
    </details>
  );
}
