/** A time in which a deprecated version answers nobody, so that callers who were not reached notice. */
export interface PlannedBrownout {
  fromMs: number;
  untilMs: number;
}

/** Callers read of a brown-out at least so long before it begins. */
export const BROWNOUT_NOTICE_HOURS = 24;

interface Planned {
  /** What is to be announced, in the order that it was given. */
  planned: readonly PlannedBrownout[];
  /** What was announced already: it stays as it is. */
  announced: readonly PlannedBrownout[];
  sunsetAtMs: number | undefined;
  nowMs: number;
}

interface BrownoutFault {
  at: number;
  member: "from" | "until";
  message: string;
}

/** The first fault of brown-outs that are to be announced; `undefined`: they may be. */
export function brownoutFault({ planned, announced, sunsetAtMs, nowMs }: Planned): BrownoutFault | undefined {
  for (const [at, one] of planned.entries()) {
    const message = faultOf(one, { planned: planned.slice(0, at), sunsetAtMs });
    if (message !== undefined) return { at, member: "until", message };
    const isKnown = announced.some(({ fromMs, untilMs }) => fromMs === one.fromMs && untilMs === one.untilMs);
    if (!isKnown && one.fromMs < nowMs + BROWNOUT_NOTICE_HOURS * 3_600_000)
      return {
        at,
        member: "from",
        message: `Callers are told at least ${BROWNOUT_NOTICE_HOURS} hours ahead: let it begin later.`,
      };
  }
  return undefined;
}

function faultOf(
  { fromMs, untilMs }: PlannedBrownout,
  { planned, sunsetAtMs }: Pick<Planned, "planned" | "sunsetAtMs">,
): string | undefined {
  if (untilMs <= fromMs) return "It ends after it begins.";
  if (sunsetAtMs !== undefined && untilMs > sunsetAtMs) return "It ends before the version does.";
  const overlaps = planned.some((other) => fromMs < other.untilMs && other.fromMs < untilMs);
  return overlaps ? "It overlaps with another brown-out." : undefined;
}

/** "2027-03-01 10:00 to 2027-03-01 11:00 UTC" */
export function brownoutInWords({ fromMs, untilMs }: PlannedBrownout): string {
  const minute = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace("T", " ");
  return `${minute(fromMs)} to ${minute(untilMs)} UTC`;
}
