import type { Ctx } from "#lib/db";
import { failBack } from "./fail-back.ts";
import { pinTarget } from "./pin-target.ts";
import { releasePin } from "./release-pin.ts";
import type { GiveOrder, OrderDto, VersionParams } from "./schema.ts";

/** Has one order of somebody on call carried out, by the verb of its action. */
export function takeOrder(ctx: Ctx, at: VersionParams, order: GiveOrder): Promise<OrderDto> {
  switch (order.action) {
    case "pin":
      return pinTarget(ctx, at, order);
    case "release_pin":
      return releasePin(ctx, at, order);
    case "fail_back":
      return failBack(ctx, at, order);
  }
}
