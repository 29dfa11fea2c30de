/** What the rule needs to know of an incident. */
export interface Alerting {
  openedAt: Date;
  closedAt: Date | null;
  alertedAt: Date | null;
  alertEndedAt: Date | null;
}

/**
 * "Served from fallback for more than N minutes": raised once per incident that is open for longer, ended with the incident.
 * An incident is open while traffic is away from its primary, and a minute longer.
 */
export function alertStep(incident: Alerting, afterMinutes: number, now: Date): "raise" | "end" | undefined {
  const { openedAt, closedAt, alertedAt, alertEndedAt } = incident;
  if (closedAt !== null) return alertedAt !== null && alertEndedAt === null ? "end" : undefined;
  if (alertedAt !== null) return undefined;
  return now.getTime() - openedAt.getTime() > afterMinutes * 60_000 ? "raise" : undefined;
}
