/** A version whose primary has been silent, as far as the rule needs it. */
export interface Rescues {
  /** When the primary last answered; null: never. */
  answeredAt: Date | null;
  /** Requests rescued since, and the minute of the first. */
  rescued: number;
  firstRescuedAt: Date | null;
  /** Requests answered since, by whomever. */
  answered: number;
  /** Attempts at the primary since: all failed. */
  failures: number;
  /** For how long is too long. */
  afterMinutes: number;
  /** An incident is open: it has an alert of its own. */
  isIncident: boolean;
  /** The primary in the written chain; null: the version is not served. */
  primaryTarget: string | null;
  /** The alert that stands. */
  alert: { raisedAt: Date; primaryTarget: string } | null;
}

/** As many as open an incident where they come close together. */
const RESCUES_TO_ALERT = 3;
/** Other targets than the primary may answer what it does not take. */
const SHARE_TO_ALERT = 0.9;

/**
 * "Nearly every request is rescued for more than N minutes": what no state and no incident tells of, because the requests come too
 * seldom for either. It ends when the primary answers, or is no longer the primary of what is served.
 */
export function rescueAlertStep(of: Rescues, now: Date): "raise" | "end" | undefined {
  const { answeredAt, primaryTarget, alert } = of;
  if (alert !== null) {
    const answers = answeredAt !== null && answeredAt > alert.raisedAt;
    return answers || primaryTarget !== alert.primaryTarget ? "end" : undefined;
  }
  return primaryTarget !== null && !of.isIncident && areTooMany(of, now) ? "raise" : undefined;
}

function areTooMany(of: Rescues, now: Date): boolean {
  const { rescued, failures, firstRescuedAt, afterMinutes, answered } = of;
  if (firstRescuedAt === null || Math.min(rescued, failures) < RESCUES_TO_ALERT) return false;
  if (rescued < answered * SHARE_TO_ALERT) return false;
  return now.getTime() - firstRescuedAt.getTime() > afterMinutes * 60_000;
}
