import type { Prisma } from "#lib/db";
import type { PlanSummary } from "./schema.ts";

export const PLAN = {
  id: true,
  name: true,
  description: true,
  rateRequests: true,
  ratePer: true,
  rateBurst: true,
  quotaRequests: true,
  quotaPer: true,
  approval: true,
  offered: true,
} as const satisfies Prisma.PlanSelect;

/** A plan as it is read from the database. Its columns go in pairs: a number, and per what. */
export function toPlan(row: Prisma.PlanGetPayload<{ select: typeof PLAN }>): PlanSummary {
  const { rateRequests, ratePer, rateBurst, quotaRequests, quotaPer, ...facts } = row;
  return {
    ...facts,
    rate:
      rateRequests === null || ratePer === null
        ? null
        : {
            requests: rateRequests,
            per: ratePer,
            ...(rateBurst === null ? {} : { burst: rateBurst }),
          },
    quota: quotaRequests === null || quotaPer === null ? null : { requests: quotaRequests, per: quotaPer },
  };
}
