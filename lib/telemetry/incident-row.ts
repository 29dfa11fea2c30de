import type { Prisma } from "#lib/db";
import { IncidentEnd, type IncidentDto } from "./schema.ts";

/** What an incident's DTO is made of. */
export const INCIDENT_FIELDS = {
  id: true,
  openedAt: true,
  closedAt: true,
  closedBy: true,
  cause: true,
  primaryTarget: true,
  servingTarget: true,
  firstError: true,
  lastError: true,
  rescued: true,
  failed: true,
  openNodes: true,
  alertedAt: true,
  alertAfterMinutes: true,
  acknowledgedAt: true,
  acknowledgedByName: true,
  environment: { select: { slug: true } },
  version: { select: { name: true, api: { select: { slug: true, name: true } } } },
} as const;

type Row = Prisma.IncidentGetPayload<{ select: typeof INCIDENT_FIELDS }>;

export function toIncident({
  version,
  environment,
  openedAt,
  closedAt,
  closedBy,
  cause,
  ...row
}: Row): IncidentDto {
  const { alertedAt, alertAfterMinutes, acknowledgedAt, acknowledgedByName, ...facts } = row;
  return {
    ...facts,
    alert: alertedAt
      ? {
          at: alertedAt.toISOString(),
          afterMinutes: alertAfterMinutes ?? 0,
          acknowledgedAt: acknowledgedAt?.toISOString() ?? null,
          acknowledgedBy: acknowledgedByName,
        }
      : null,
    cause: cause === "state" ? "state" : "rescues",
    api: version.api.slug,
    apiName: version.api.name,
    version: version.name,
    environment: environment.slug,
    openedAt: openedAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
    closedBy: endOf(closedBy),
  };
}

/** How an incident ended, as it is kept. */
export function endOf(closedBy: string | null): IncidentEnd | null {
  return IncidentEnd.nullable().catch(null).parse(closedBy);
}
