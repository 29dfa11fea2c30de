import { CloudAlert, Server, Shield, ShieldOff, type LucideIcon } from "lucide-react";
import type { Route } from "next";
import { routes } from "@/components/shell/routes.ts";
import { Card } from "@/components/ui/card.tsx";
import { cn } from "@/components/ui/cn.ts";
import { formatNumber } from "@/components/ui/format-number.ts";
import { Link } from "@/components/ui/link.tsx";
import type { Overview } from "#lib/publishing/schema";

interface Entry {
  label: string;
  total: number;
  icon: LucideIcon;
  href: Route;
  /** How it looks when it is not zero. */
  tone: string;
}

/** The state in four numbers; each leads to the list behind it. */
export function SummaryStrip({ overview }: { overview: Overview }) {
  const entries: Entry[] = [
    {
      label: "On fallback now",
      total: overview.incidents.total,
      icon: Shield,
      href: routes.incidents({ state: "open" }),
      tone: "text-fallback",
    },
    {
      label: "Not written to gateways",
      total: overview.failedPublications.total,
      icon: CloudAlert,
      href: routes.onThisPage("failed-heading"),
      tone: "text-danger",
    },
    {
      label: "Gateways to look at",
      total: overview.gateways.total,
      icon: Server,
      href: routes.gateways(),
      tone: "text-warn",
    },
    {
      label: "Without fallback",
      total: overview.withoutFallback.total,
      icon: ShieldOff,
      href: routes.onThisPage("without-heading"),
      tone: "text-text",
    },
  ];
  return (
    <Card aria-label="Summary" className="grid grid-cols-2 gap-px overflow-hidden bg-border md:grid-cols-4">
      {entries.map((entry) => (
        <SummaryEntry key={entry.label} {...entry} />
      ))}
    </Card>
  );
}

function SummaryEntry({ label, total, icon: Icon, href, tone }: Entry) {
  const content = (
    <>
      <span className="flex items-center gap-1.5 text-sm text-text-muted">
        <Icon aria-hidden className="size-4 shrink-0" />
        {label}
      </span>
      <span
        className={cn(
          "text-2xl font-semibold tabular-nums",
          total > 0 ? tone : "font-normal text-text-muted",
        )}
      >
        {formatNumber(total)}
      </span>
    </>
  );
  const look = "flex flex-col gap-1 bg-surface-raised px-4 py-3.5 -outline-offset-2";
  // A list on this page is only there when it has something.
  if (total === 0 && href.startsWith("#")) return <div className={look}>{content}</div>;
  return (
    <Link href={href} className={cn(look, "hover:bg-surface")}>
      {content}
    </Link>
  );
}
