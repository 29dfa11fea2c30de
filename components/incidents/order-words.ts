import type { OrderDto, OrderSummary } from "#lib/publishing/schema";

/** What an order does, to stand after who gave it. */
export function orderWords({ action, target }: Pick<OrderSummary, "action" | "target">): string {
  switch (action) {
    case "pin":
      return `pinned all traffic to ${target}`;
    case "release_pin":
      return `released the pin on ${target}`;
    case "fail_back":
      return `failed back to ${target}`;
  }
}

/** How far an order has come, in a sentence for the heading and for screen readers. */
export function orderSentence(order: OrderDto): string {
  const { expected, receipts, rejected, storeRevision, environment } = order;
  if (order.state === "superseded") return "A newer order took its place.";
  if (rejected > 0) return `Refused by ${rejected} of ${expected} gateways in ${environment}.`;
  if (order.writtenMs === null) return "On its way to the shared store.";
  if (expected === 0)
    return `Written as revision ${storeRevision}; no gateway is connected in ${environment}.`;
  if (receipts.length < expected)
    return `Applied by ${receipts.length} of ${expected} gateways in ${environment}.`;
  return `In force on ${receipts.length}/${expected} gateways in ${environment}, revision ${storeRevision}.`;
}
