"use no memo"; // its script counts, and rendering it again costs little

import { cva } from "class-variance-authority";
import { CircleCheck, CircleX, Info, Shield, TriangleAlert, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";

export type CalloutTone = "ok" | "warn" | "danger" | "info" | "fallback";

const ICONS: Record<CalloutTone, LucideIcon> = {
  ok: CircleCheck,
  warn: TriangleAlert,
  danger: CircleX,
  info: Info,
  fallback: Shield,
};

const calloutStyles = cva("flex items-start gap-3 rounded-lg px-3.5 py-3 text-sm", {
  variants: {
    tone: {
      ok: "bg-ok-soft [&>svg]:text-ok",
      warn: "bg-warn-soft [&>svg]:text-warn",
      danger: "bg-danger-soft [&>svg]:text-danger",
      info: "bg-info-soft [&>svg]:text-info",
      fallback: "bg-fallback-soft [&>svg]:text-fallback",
    },
  },
});

interface CalloutProps {
  tone: CalloutTone;
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** Announce at once: for something that has just gone wrong. */
  alert?: boolean;
  className?: string;
}

/** What happened, why, and what to do. */
export function Callout({ tone, title, children, actions, alert, className }: CalloutProps) {
  const Icon = ICONS[tone];
  return (
    <div role={alert ? "alert" : undefined} className={cn(calloutStyles({ tone }), className)}>
      <Icon aria-hidden className="size-4 shrink-0 translate-y-0.5" />
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        {title ? <p className="font-medium break-words">{title}</p> : null}
        {children ? <div className="min-w-0 break-words">{children}</div> : null}
      </div>
      {actions ? <div className="flex shrink-0 flex-wrap items-center gap-2">{actions}</div> : null}
    </div>
  );
}
