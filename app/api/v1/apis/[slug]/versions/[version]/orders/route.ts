import { handle } from "@/app/_server/handle.ts";
import { failBack, listOrders, pinTarget, releasePin } from "#lib/publishing";
import { GiveOrder, OrderList, VersionParams } from "#lib/publishing/schema";

export const GET = handle({ params: VersionParams, query: OrderList.api }, ({ ctx, params, query }) =>
  listOrders(ctx, params, query),
);

export const POST = handle(
  { params: VersionParams, body: GiveOrder, status: 202 },
  ({ ctx, params, body }) => {
    switch (body.action) {
      case "pin":
        return pinTarget(ctx, params, body);
      case "release_pin":
        return releasePin(ctx, params, body);
      case "fail_back":
        return failBack(ctx, params, body);
    }
  },
);
