import type { Prisma } from "#lib/db";
import type { RescueAlertDto } from "./schema.ts";

/** What the DTO of an alert is made of. */
export const RESCUE_ALERT_FIELDS = {
  id: true,
  primaryTarget: true,
  rescuedSince: true,
  afterMinutes: true,
  acknowledgedAt: true,
  acknowledgedByName: true,
} as const;

type Row = Prisma.RescueAlertGetPayload<{ select: typeof RESCUE_ALERT_FIELDS }>;

export function toRescueAlert(row: Row): RescueAlertDto {
  const { rescuedSince, acknowledgedAt, acknowledgedByName, ...facts } = row;
  return {
    ...facts,
    since: rescuedSince.toISOString(),
    acknowledgedAt: acknowledgedAt?.toISOString() ?? null,
    acknowledgedBy: acknowledgedByName,
  };
}
