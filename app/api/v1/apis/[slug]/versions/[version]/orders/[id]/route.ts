import { handle } from "@/app/_server/handle.ts";
import { getOrder } from "#lib/publishing";
import { OrderDto, OrderParams } from "#lib/publishing/schema";

export const GET = handle(
  { summary: "Read an order", area: "incidents", params: OrderParams, answer: OrderDto },
  ({ ctx, params }) => getOrder(ctx, params),
);
