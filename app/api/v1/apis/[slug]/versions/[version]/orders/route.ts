import { handle } from "@/app/_server/handle.ts";
import { listOrders, takeOrder } from "#lib/publishing";
import { GiveOrder, OrderDto, OrderList, OrderSummary, VersionParams } from "#lib/publishing/schema";
import { pageOf } from "#lib/paging/schema";

export const GET = handle(
  {
    summary: "List a version's orders",
    area: "incidents",
    params: VersionParams,
    query: OrderList.api,
    answer: pageOf(OrderSummary),
  },
  ({ ctx, params, query }) => listOrders(ctx, params, query),
);

export const POST = handle(
  {
    summary: "Give an order",
    area: "incidents",
    params: VersionParams,
    body: GiveOrder,
    status: 202,
    answer: OrderDto,
  },
  ({ ctx, params, body }) => takeOrder(ctx, params, body),
);
