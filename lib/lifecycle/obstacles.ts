/** Who still stands on a version that is to be retired. */
export interface RetirementFacts {
  nowMs: number;
  /** When it was announced to end; absent: never. */
  sunsetAtMs?: number;
  /** Versions of other APIs whose chains it is in, as the asker may name them. */
  dependents: { api: string; version: string; environment: string }[];
  /** Dependents that the asker may not see. */
  hiddenDependents: number;
  /** Applications that have called within `RECENT_DAYS`, and whether they were told that it ends. */
  callers: { application: string; wasTold: boolean }[];
}

/** Something that stands in the way of an action. */
export interface Obstacle {
  code:
    | "sunset_ahead"
    | "no_sunset"
    | "in_a_chain"
    | "untold_callers"
    | "was_published"
    | "only_version"
    | "open_review"
    | "subscribed"
    | "successor";
  message: string;
}

/** Whoever called within these days is a caller still. */
export const RECENT_DAYS = 30;

const NAMED = 5;

/** All that stands in the way of retiring a deprecated version; none: it may go. */
export function obstaclesToRetirement(facts: RetirementFacts): Obstacle[] {
  const { dependents, hiddenDependents, callers } = facts;
  const untold = callers.filter(({ wasTold }) => !wasTold).map(({ application }) => application);
  const chains = dependents.map((one) => `${one.api} ${one.version} (${one.environment})`);
  const inChains = dependents.length + hiddenDependents;
  return [
    ...sunsetObstacles(facts),
    ...(inChains > 0
      ? [
          {
            code: "in_a_chain",
            message: `It answers for ${listed(chains, inChains)}. Their owners must take it out of their chains first.`,
          } as const,
        ]
      : []),
    ...(untold.length > 0
      ? [
          {
            code: "untold_callers",
            message: `${listed(untold, untold.length)} called it within ${RECENT_DAYS} days and ${untold.length === 1 ? "was" : "were"} not told that it ends.`,
          } as const,
        ]
      : []),
  ];
}

function sunsetObstacles({ nowMs, sunsetAtMs }: RetirementFacts): Obstacle[] {
  if (sunsetAtMs === undefined)
    return [{ code: "no_sunset", message: "No end is announced. Set a sunset date first." }];
  if (sunsetAtMs <= nowMs) return [];
  const day = new Date(sunsetAtMs).toISOString().slice(0, 10);
  return [
    { code: "sunset_ahead", message: `Its end is announced for ${day}; until then callers rely on it.` },
  ];
}

/** The first of them by name, the others by number. */
export function listed(names: string[], total: number): string {
  const shown = names.slice(0, NAMED);
  const rest = total - shown.length;
  return [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(", ");
}
