"use client";

import { useQuery } from "@tanstack/react-query";
import { DeliverySteps } from "@/components/publishing/stepper.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { planQuery } from "./queries.ts";
import { deliverySentence } from "./words.ts";

/** A plan's changed limits on their way to those who have it, per environment. */
export function PlanDeliveries({ at }: { at: { slug: string; version: string; id: string } }) {
  const plan = useQuery(planQuery(at.slug, at.version, at.id));
  if (plan.isPending) return <Skeleton className="h-24 w-full" />;
  if (plan.isLoadingError) return <ProblemCallout error={plan.error} />;
  if (plan.data.deliveries.length === 0) return <p role="status">Saved.</p>;
  return plan.data.deliveries.map((delivery) => (
    <section key={delivery.environment} aria-label={delivery.environment} className="flex flex-col gap-2">
      <h3 className="text-sm font-semibold">{delivery.environment}</h3>
      <DeliverySteps change={delivery} sentence={deliverySentence(delivery, "In force")} />
    </section>
  ));
}
