"use client";

import { useQuery } from "@tanstack/react-query";
import { DeliverySteps } from "@/components/publishing/stepper.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { keyQuery, subscriptionQuery } from "./queries.ts";
import { deliverySentence } from "./words.ts";

interface StepperProps {
  /** What is so once all gateways have it: "Active". */
  done: string;
}

/** A subscription's last change on its way, from the gateways' own receipts. */
export function SubscriptionStepper({ id, done }: StepperProps & { id: string }) {
  const subscription = useQuery(subscriptionQuery(id));
  if (subscription.isPending) return <Skeleton className="h-24 w-full" />;
  if (subscription.isLoadingError) return <ProblemCallout error={subscription.error} />;
  const { delivery } = subscription.data;
  return delivery ? <DeliverySteps change={delivery} sentence={deliverySentence(delivery, done)} /> : null;
}

/** A key's last change on its way. */
export function KeyStepper({ slug, id, done }: StepperProps & { slug: string; id: string }) {
  const key = useQuery(keyQuery(slug, id));
  if (key.isPending) return <Skeleton className="h-24 w-full" />;
  if (key.isLoadingError) return <ProblemCallout error={key.error} />;
  const { delivery } = key.data;
  return delivery ? <DeliverySteps change={delivery} sentence={deliverySentence(delivery, done)} /> : null;
}
