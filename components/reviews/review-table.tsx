import { Clock, MessageSquare } from "lucide-react";
import { routes } from "@/components/shell/routes.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { Link } from "@/components/ui/link.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { Table, Td, Th, THead, Tr } from "@/components/ui/table.tsx";
import { TierBadge } from "@/components/ui/tier-badge.tsx";
import { VerdictBadge } from "@/components/versions/verdict-badge.tsx";
import type { ReviewSummary } from "#lib/reviews/schema";
import { BreakGlassBadge, ReviewBadge } from "./review-badge.tsx";

/** Reviews, one a row: what, how grave, and who waits. */
export function ReviewTable({ reviews }: { reviews: readonly ReviewSummary[] }) {
  return (
    <Table label="Reviews" stacks>
      <THead>
        <Th>Draft</Th>
        <Th>State</Th>
        <Th>For consumers</Th>
        <Th>Tier</Th>
        <Th>Submitted</Th>
      </THead>
      <tbody>
        {reviews.map((review) => (
          <Tr key={review.id}>
            <Td className="min-w-56">
              <Link href={routes.review(review.id)} className="font-medium hover:underline">
                {`${review.apiName} ${review.version}`}
              </Link>
              <span className="block text-xs text-text-muted">{`to ${review.environments.join(", ")}`}</span>
              <span className="line-clamp-1 text-xs break-words text-text-muted">{review.summary}</span>
            </Td>
            <Td label="State">
              <span className="flex flex-wrap items-center gap-1">
                <ReviewBadge state={review.state} />
                {review.kind === "after" ? <BreakGlassBadge /> : null}
                {review.waitsForMe ? <Badge tone="accent">Waits for you</Badge> : null}
                {review.escalatedAt ? (
                  <Badge tone="warn">
                    <Clock aria-hidden />
                    Escalated
                  </Badge>
                ) : null}
                {review.comments > 0 ? (
                  <Badge>
                    <MessageSquare aria-hidden />
                    {review.comments}
                    <span className="sr-only">{review.comments === 1 ? "comment" : "comments"}</span>
                  </Badge>
                ) : null}
              </span>
            </Td>
            <Td label="For consumers">
              {review.verdict ? <VerdictBadge verdict={review.verdict} /> : <Badge>First publication</Badge>}
            </Td>
            <Td label="Tier">
              <TierBadge tier={review.tier} />
            </Td>
            <Td label="Submitted" className="whitespace-nowrap">
              <RelativeTime at={review.submittedAt} />
              <span className="block text-xs text-text-muted">{review.submittedBy}</span>
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
