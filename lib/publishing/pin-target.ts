import type { Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { giveOrder } from "./give-order.ts";
import type { OrderDto, PinTarget, VersionParams } from "./schema.ts";

/** A pin that is meant to last longer is a change of the policy. */
const LONGEST_DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * Sends all traffic of a version in an environment to one target, whatever its state, until the pin is released or its time
 * has come. Throws `invalid` for a target that is not in the published chain and for an end that is past or too far.
 */
export async function pinTarget(ctx: Ctx, at: VersionParams, input: PinTarget): Promise<OrderDto> {
  const { environment, etag, reason, target } = input;
  const until = input.until === undefined ? null : endOf(ctx, input.until);
  return giveOrder(ctx, at, {
    action: "pin",
    permission: "version.pin",
    environment,
    etag,
    reason,
    decide: async ({ chain, kept }) => {
      if (!chain.some(({ id }) => id === target)) {
        const message = `The published chain has no target ${target}.`;
        throw new AppError("invalid", message, { issues: [{ path: ["target"], message, code: "unknown" }] });
      }
      return { target, until, releases: kept?.releases ?? {} };
    },
  });
}

function endOf(ctx: Ctx, given: string): Date {
  const until = new Date(given);
  const aheadMs = until.getTime() - ctx.now.getTime();
  const message =
    aheadMs <= 0
      ? "This time has passed."
      : aheadMs > LONGEST_DAYS * DAY_MS
        ? `At most ${LONGEST_DAYS} days. What should last longer belongs into the chain.`
        : undefined;
  if (message === undefined) return until;
  throw new AppError("invalid", message, { issues: [{ path: ["until"], message, code: "range" }] });
}
