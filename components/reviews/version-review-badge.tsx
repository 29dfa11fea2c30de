"use client";

import { routes } from "@/components/shell/routes.ts";
import { Link } from "@/components/ui/link.tsx";
import { useApproval } from "./use-approval.ts";
import { ReviewBadge } from "./review-badge.tsx";

/** That a version's draft is in review, and where. */
export function VersionReviewBadge({ slug, version }: { slug: string; version: string }) {
  const approval = useApproval({ slug, version });
  if (!approval?.review) return null;
  return (
    <Link
      href={routes.review(approval.review.id)}
      aria-label={`Review ${approval.review.number} of ${version}`}
    >
      <ReviewBadge state={approval.review.state} />
    </Link>
  );
}
