"use client";

import { ChevronRight } from "lucide-react";
import { useState, type ReactNode } from "react";

interface PanelSectionProps {
  title: string;
  /** What is set, readable while the section is closed. */
  summary?: string;
  /** One sentence on what it is for. */
  intro?: string | undefined;
  /** The fields in it, so that one can be found while it is closed. */
  fields?: readonly string[];
  /** Something in it is wrong. */
  hasError?: boolean;
  open?: boolean;
  children: ReactNode;
}

/** A part of the side panel that opens. What is in it is made when it opens: a target has more fields than one looks at. */
export function PanelSection(props: PanelSectionProps) {
  const { title, summary, intro, fields, hasError, open = false, children } = props;
  const [isOpen, setOpen] = useState(open);
  return (
    <details open={isOpen} data-fields={fields?.join(" ")} className="group border-b last:border-b-0">
      <summary
        onClick={(event) => {
          // The element would open itself, and tell later.
          event.preventDefault();
          setOpen(!isOpen);
        }}
        className="flex min-h-11 list-none items-center gap-2 px-4 py-2 text-sm font-medium -outline-offset-2 hover:bg-surface-sunken"
      >
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
      {isOpen ? (
        <div className="flex flex-col gap-4 px-4 pt-1 pb-5">
          {intro ? <p className="text-xs text-text-muted">{intro}</p> : null}
          {children}
        </div>
      ) : null}
    </details>
  );
}
