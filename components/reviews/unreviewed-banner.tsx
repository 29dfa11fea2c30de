"use client";

import { routes } from "@/components/shell/routes.ts";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { useApproval } from "./use-approval.ts";

/** Loud until somebody has judged it: what an administrator published without an approval. */
export function UnreviewedBanner({ slug, version }: { slug: string; version: string }) {
  const approval = useApproval({ slug, version });
  return approval?.unreviewed.map(({ id, environment, by, reason, at }) => (
    <Callout
      key={id}
      tone="danger"
      title={`${version} was published to ${environment} without an approval`}
      actions={
        <ButtonLink href={routes.review(id)} size="sm">
          Review it
        </ButtonLink>
      }
    >
      {by}, <RelativeTime at={at} />: {reason}
    </Callout>
  ));
}
