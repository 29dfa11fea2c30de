import {
  ArrowRightLeft,
  BellRing,
  CircleCheck,
  Eye,
  Hand,
  Rocket,
  TriangleAlert,
  type LucideIcon,
} from "lucide-react";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { formatAbsolute } from "@/components/ui/format-relative.ts";
import type { TimelineEntry } from "#lib/telemetry/schema";
import { moreThan } from "./more-than.ts";
import { orderWords } from "./order-words.ts";
import { reasonWords } from "./reason-words.ts";

const ICON: Record<TimelineEntry["kind"], LucideIcon> = {
  opened: TriangleAlert,
  moved: ArrowRightLeft,
  order: Hand,
  publication: Rocket,
  alert: BellRing,
  acknowledged: Eye,
  closed: CircleCheck,
};

const CLOSED = {
  recovered: "Closed after a minute of full primary share",
  not_served: "Closed: the version is no longer served",
  lost: "Closed: the gateways that saw it are gone or began anew",
  unknown: "Closed",
} as const;

/** What happened while an incident lasted, oldest first. */
export function IncidentTimeline({ entries, isCut }: { entries: readonly TimelineEntry[]; isCut: boolean }) {
  return (
    <div className="flex flex-col gap-3">
      {isCut ? <p className="text-sm text-text-muted">Only the latest 500 moves are shown.</p> : null}
      <ol className="flex flex-col gap-3">
        {entries.map((entry, index) => {
          const Icon = ICON[entry.kind];
          return (
            <li key={`${entry.at}-${index}`} className="flex gap-3 text-sm">
              <Icon aria-hidden className="size-4 shrink-0 translate-y-0.5 text-text-muted" />
              <span className="flex min-w-0 flex-1 flex-col">
                <span className="break-words">{sentence(entry)}</span>
                <Detail entry={entry} />
              </span>
              <span className="shrink-0 text-right text-xs text-text-muted tabular-nums">
                <span className="block">{formatAbsolute(Date.parse(entry.at)).slice(11, 19)}</span>
                <RelativeTime at={entry.at} />
              </span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function sentence(entry: TimelineEntry): string {
  switch (entry.kind) {
    case "opened":
      return entry.cause === "state"
        ? "Opened: new requests left the primary"
        : "Opened: the third request within 10 s had to be rescued";
    case "moved":
      return entry.target ? `New requests go to ${entry.target}` : "Nobody answers new requests";
    case "order":
      return `${entry.order.requestedBy} ${orderWords(entry.order)}`;
    case "publication":
      return entry.action === "publish"
        ? `Revision ${entry.revision ?? ""} was published by ${entry.by}`
        : `Unpublished by ${entry.by}`;
    case "alert":
      return `Alert: served from fallback${moreThan(entry.afterMinutes)}`;
    case "acknowledged":
      return `Acknowledged by ${entry.by}`;
    case "closed":
      return CLOSED[entry.by ?? "unknown"];
  }
}

function Detail({ entry }: { entry: TimelineEntry }) {
  const text = detailOf(entry);
  return text ? <span className="text-xs break-words text-text-muted">{text}</span> : null;
}

function detailOf(entry: TimelineEntry): string {
  switch (entry.kind) {
    case "opened":
      return entry.error ? `First error: ${reasonWords(entry.error)}` : "";
    case "moved":
      return [entry.reason && reasonWords(entry.reason), `at ${entry.nodes.join(", ")}`]
        .filter(Boolean)
        .join(", ");
    case "order":
      return `“${entry.order.reason}”${entry.order.until ? `, until ${formatAbsolute(Date.parse(entry.order.until))}` : ""}`;
    default:
      return "";
  }
}
