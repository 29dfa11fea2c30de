import type { Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { giveOrder } from "./give-order.ts";
import type { OrderDto, ReleasePin, VersionParams } from "./schema.ts";

/** Takes a pin back: states decide again who answers. Throws `conflict` where nothing is pinned. */
export async function releasePin(ctx: Ctx, at: VersionParams, input: ReleasePin): Promise<OrderDto> {
  const { environment, etag, reason } = input;
  return giveOrder(ctx, at, {
    action: "release_pin",
    permission: "version.release_pin",
    environment,
    etag,
    reason,
    decide: async ({ kept }) => {
      if (!kept?.pinTarget) throw new AppError("conflict", "Nothing is pinned here.");
      return { target: kept.pinTarget, releases: kept.releases };
    },
  });
}
