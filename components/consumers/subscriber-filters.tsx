"use client";

import { useRouter } from "next/navigation";
import type { Route } from "next";
import { Select } from "@/components/ui/select.tsx";
import { SUBSCRIPTION_STATES } from "#lib/routing/schema";
import type { SubscriptionQuery, SubscriptionState } from "#lib/consumers/schema";

const WORDS: Record<SubscriptionState, string> = {
  pending: "Waiting for approval",
  active: "Active",
  suspended: "Suspended",
  rejected: "Rejected",
  ended: "Ended",
};

interface SubscriberFiltersProps {
  query: SubscriptionQuery;
  href: (changes: Partial<SubscriptionQuery>) => Route;
}

/** Which states are shown; it lives in the URL. */
export function SubscriberFilters({ query, href }: SubscriberFiltersProps) {
  const router = useRouter();
  return (
    <Select
      aria-label="State"
      className="w-auto"
      value={query.state ?? ""}
      onChange={(event) => {
        const state = SUBSCRIPTION_STATES.find((one) => one === event.target.value);
        router.push(href({ state, page: 1 }), { scroll: false });
      }}
    >
      <option value="">All states</option>
      {SUBSCRIPTION_STATES.map((state) => (
        <option key={state} value={state}>
          {WORDS[state]}
        </option>
      ))}
    </Select>
  );
}
