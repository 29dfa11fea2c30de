"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { routes } from "@/components/shell/routes.ts";
import { approvalQuery } from "./approval-query.ts";
import { ReviewBadge } from "./review-badge.tsx";

/** That a version's draft is in review, and where. */
export function VersionReviewBadge({ slug, version }: { slug: string; version: string }) {
  const { data } = useQuery(approvalQuery({ slug, version }));
  if (!data?.review) return null;
  return (
    <Link href={routes.review(data.review.id)} aria-label={`Review ${data.review.number} of ${version}`}>
      <ReviewBadge state={data.review.state} />
    </Link>
  );
}
