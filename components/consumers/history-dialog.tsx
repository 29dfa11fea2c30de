"use client";

import { useQuery } from "@tanstack/react-query";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { countOf } from "@/components/ui/format-number.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import type { SubscriptionSummary } from "#lib/consumers/schema";
import { subscriptionQuery } from "./queries.ts";
import { SubscriptionBadge } from "./state-badge.tsx";
import { HISTORY_WORDS, limitsOf } from "./words.ts";

/** What both sides did to a subscription, the latest first. */
export function HistoryDialog({
  subscription,
  onClose,
}: {
  subscription: SubscriptionSummary;
  onClose: () => void;
}) {
  const { data, error } = useQuery(subscriptionQuery(subscription.id));
  const { api, version, environment, application, plan } = subscription;
  return (
    <Dialog
      open
      onClose={onClose}
      size="md"
      title={`${application.name} → ${api.name} ${version}`}
      description={`${environment}, plan ${plan.name}: ${limitsOf(plan)}`}
      footer={
        <Button variant="primary" onClick={onClose}>
          Close
        </Button>
      }
    >
      {error ? <ProblemCallout error={error} /> : null}
      {data ? (
        <>
          <p>
            <SubscriptionBadge state={data.state} enforcement={data.enforcement} />
          </p>
          <ol className="flex flex-col gap-3" aria-label="History">
            {data.history.map(({ at, by, action, reason }) => (
              <li key={`${at} ${action}`} className="flex flex-col border-l-2 pl-3 text-sm">
                <span>
                  <span className="font-medium">{by}</span> {HISTORY_WORDS[action]}{" "}
                  <RelativeTime at={at} className="text-text-muted" />
                </span>
                {reason ? <span className="break-words text-text-muted">{reason}</span> : null}
              </li>
            ))}
          </ol>
          {data.earlierSteps > 0 ? (
            <p className="text-sm text-text-muted">
              {`${countOf(data.earlierSteps, "earlier step")}: the audit has them.`}
            </p>
          ) : null}
        </>
      ) : (
        <Skeleton className="h-24 w-full" />
      )}
    </Dialog>
  );
}
