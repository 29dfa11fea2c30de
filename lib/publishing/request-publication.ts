import type { Ctx } from "#lib/db";
import { promote } from "./promote.ts";
import { publish } from "./publish.ts";
import { rollBack } from "./roll-back.ts";
import type { PublicationDto, RequestPublication, VersionParams } from "./schema.ts";
import { unpublish } from "./unpublish.ts";

/** Whatever is asked to go live, or to go: one road by which it is asked for. */
export function requestPublication(
  ctx: Ctx,
  at: VersionParams,
  input: RequestPublication,
): Promise<PublicationDto> {
  switch (input.action) {
    case "publish":
      return publish(ctx, at, input);
    case "roll_back":
      return rollBack(ctx, at, input);
    case "promote":
      return promote(ctx, at, input);
    case "unpublish":
      return unpublish(ctx, at, input);
  }
}
