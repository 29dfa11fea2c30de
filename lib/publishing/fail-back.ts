import type { Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { giveOrder, type Situation } from "./give-order.ts";
import type { FailBack, OrderDto, VersionParams } from "./schema.ts";

/**
 * Gives a recovered target its traffic back: a hold-down that has begun ends now, and under sticky failback the target is
 * put in service. Throws `invalid` for a target that is none of the published chain's network targets, `conflict` under a pin.
 */
export async function failBack(ctx: Ctx, at: VersionParams, input: FailBack): Promise<OrderDto> {
  const { environment, etag, reason, target } = input;
  return giveOrder(ctx, at, {
    action: "fail_back",
    permission: "version.fail_back",
    environment,
    etag,
    reason,
    decide: async (situation) => {
      const { chain, kept } = situation;
      const network = chain.filter(({ kind }) => kind !== "stale" && kind !== "static").map(({ id }) => id);
      if (!network.includes(target)) {
        const message = `${target} is no network target of the published chain: there is nothing to fail back to.`;
        throw new AppError("invalid", message, { issues: [{ path: ["target"], message, code: "unknown" }] });
      }
      if (kept?.pinTarget)
        throw new AppError("conflict", `All traffic is pinned to ${kept.pinTarget}. Release the pin first.`);
      const present = Object.entries(kept?.releases ?? {}).filter(([id]) => network.includes(id));
      const releases = { ...Object.fromEntries(present), [target]: await releaseTime(ctx, situation) };
      return { target, releases };
    },
  });
}

/**
 * Gateways compare a release with when the hold-down began on their own clocks. One that is ahead of the portal must not
 * take the release for an older one: it comes after all that gateways have said.
 */
async function releaseTime(ctx: Ctx, { tx, versionId, environmentId }: Situation): Promise<number> {
  const [row] = await tx.$queryRaw<{ atMs: number | null }[]>`
    SELECT floor(extract(epoch FROM max(GREATEST(s."at", h."since"))) * 1000)::float8 AS "atMs"
    FROM "Gateway" g
    CROSS JOIN LATERAL (
      SELECT "at", "states" FROM "ServingChange"
      WHERE "versionId" = ${versionId} AND "environmentId" = ${environmentId} AND "node" = g."node"
      ORDER BY "at" DESC, "id" DESC LIMIT 1
    ) s
    CROSS JOIN LATERAL (
      SELECT max((one->>'since')::timestamptz) AS "since" FROM jsonb_array_elements(s."states") AS one
    ) h
    WHERE g."environmentId" = ${environmentId} AND g."lostAt" IS NULL`;
  return Math.max(ctx.now.getTime(), (row?.atMs ?? 0) + 1);
}
