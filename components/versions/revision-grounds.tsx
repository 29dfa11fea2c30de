import { BadgeCheck, Siren } from "lucide-react";
import Link from "next/link";
import { routes } from "@/components/shell/routes.ts";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { RevisionSummary } from "#lib/publishing/schema";

type WentLive = RevisionSummary["wentLive"][number];

/** Where a revision went live, by whom, and what allowed it. */
export function RevisionGrounds({ number, wentLive }: { number: number; wentLive: WentLive[] }) {
  if (wentLive.length === 0) return null;
  return (
    <ul
      aria-label={`How revision ${number} went live`}
      className="flex flex-col gap-0.5 text-xs text-text-muted"
    >
      {wentLive.map((one) => (
        <li key={`${one.environment} ${one.at}`} className="flex flex-wrap items-center gap-x-1.5">
          <span>{`Published to ${one.environment} by ${one.by},`}</span>
          <RelativeTime at={one.at} />
          <Grounds one={one} />
        </li>
      ))}
    </ul>
  );
}

function Grounds({ one: { grounds, reviewId, reviewNumber } }: { one: WentLive }) {
  const review =
    reviewId === null ? null : (
      <Link className="text-accent underline underline-offset-2" href={routes.review(reviewId)}>
        {`review ${reviewNumber ?? ""}`}
      </Link>
    );
  switch (grounds) {
    case "approved":
      return (
        <span className="inline-flex items-center gap-1">
          <BadgeCheck aria-hidden className="size-3.5 text-ok" />
          <span>approved in {review ?? "a review"}</span>
        </span>
      );
    case "break_glass":
      return (
        <span className="inline-flex items-center gap-1">
          <Siren aria-hidden className="size-3.5 text-danger" />
          <span>with broken glass, judged in {review ?? "a review"}</span>
        </span>
      );
    case "not_required":
      return <span>no approval was needed</span>;
    case "carried_on":
      return null;
  }
}
