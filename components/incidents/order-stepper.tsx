"use client";

import { useQuery } from "@tanstack/react-query";
import type { VersionRef } from "@/components/publishing/queries.ts";
import { DeliverySteps } from "@/components/publishing/stepper.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { orderSentence } from "./order-words.ts";
import { orderQuery } from "./queries.ts";

/** An order on its way, step by step, from the gateways' own receipts. */
export function OrderStepper({ versionRef, id }: { versionRef: VersionRef; id: string }) {
  const order = useQuery(orderQuery(versionRef, id));
  if (order.isPending) return <Skeleton className="h-24 w-full" />;
  if (order.isLoadingError) return <ProblemCallout error={order.error} />;
  return <DeliverySteps change={order.data} sentence={orderSentence(order.data)} />;
}
