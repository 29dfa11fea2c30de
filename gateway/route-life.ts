import type { RouteBody } from "#lib/routing/schema";

/** What a version's life means to its callers, prepared for its requests. */
export interface RouteLife {
  /** Of every answer: `Deprecation`, `Sunset` and `Link`; name, value… */
  headers: readonly string[];
  /** Set where it answers nobody any more, or not now. */
  ended: LifeRefusal | undefined;
  /** Announced times in which it answers nobody. */
  brownouts: readonly { fromMs: number; untilMs: number }[];
  brownout: LifeRefusal;
}

export interface LifeRefusal {
  status: 410 | 503;
  reason: "retired" | "blocked" | "brownout";
  detail: string;
}

/** Undefined for a version that is published and nothing else. */
export function lifeOf(body: RouteBody): RouteLife | undefined {
  const { lifecycle, blocked } = body;
  if (!lifecycle && !blocked) return undefined;
  const refused = refusalsOf(body);
  return {
    headers: lifecycle ? lifecycleHeaders(lifecycle) : [],
    ended: endOf(body, refused),
    brownouts: lifecycle?.brownouts ?? [],
    brownout: refused.brownout,
  };
}

type Refusals = Record<LifeRefusal["reason"], LifeRefusal>;

function endOf({ lifecycle, blocked }: RouteBody, refused: Refusals): LifeRefusal | undefined {
  if (lifecycle?.stage === "retired") return refused.retired;
  return blocked ? refused.blocked : undefined;
}

function refusalsOf({ api, version, lifecycle }: RouteBody): Refusals {
  const name = `${api.name} ${version.name}`;
  const next = lifecycle?.successor;
  const place = next?.pathPrefix === undefined ? "" : `, at ${next.pathPrefix}`;
  const instead = next ? ` Call ${next.api} ${next.version} instead${place}.` : "";
  const about = lifecycle?.infoUrl === undefined ? "" : ` More: ${lifecycle.infoUrl}`;
  const during = `${name} is deprecated and answers nobody during this announced brown-out.`;
  return {
    retired: { status: 410, reason: "retired", detail: `${name} is retired.${instead}${about}` },
    blocked: { status: 503, reason: "blocked", detail: `${name} is blocked by its owners for now.${about}` },
    brownout: { status: 503, reason: "brownout", detail: `${during}${instead}${about}` },
  };
}

/** Why a request gets no answer of the version's now; undefined: it does. */
export function refusedByLife(
  life: RouteLife,
  nowMs: number,
): { refusal: LifeRefusal; retryAfterS?: number } | undefined {
  if (life.ended) return { refusal: life.ended };
  const now = life.brownouts.find(({ fromMs, untilMs }) => nowMs >= fromMs && nowMs < untilMs);
  return now && { refusal: life.brownout, retryAfterS: Math.max(1, Math.ceil((now.untilMs - nowMs) / 1000)) };
}

/** RFC 9745 (a date of structured fields), RFC 8594 (an HTTP date), RFC 8288 with the relations both name and RFC 5829's. */
function lifecycleHeaders(lifecycle: NonNullable<RouteBody["lifecycle"]>): string[] {
  const { deprecatedAtMs, sunsetAtMs, successor, infoUrl } = lifecycle;
  const links = [
    ...(successor?.pathPrefix ? [`<${successor.pathPrefix}>; rel="successor-version"`] : []),
    ...(infoUrl ? [`<${infoUrl}>; rel="deprecation"; type="text/html"`] : []),
    ...(infoUrl && sunsetAtMs !== undefined ? [`<${infoUrl}>; rel="sunset"; type="text/html"`] : []),
  ];
  return [
    "Deprecation",
    `@${Math.floor(deprecatedAtMs / 1000)}`,
    ...(sunsetAtMs === undefined ? [] : ["Sunset", new Date(sunsetAtMs).toUTCString()]),
    ...(links.length > 0 ? ["Link", links.join(", ")] : []),
  ];
}
