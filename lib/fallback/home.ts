import { isEligible, plainGet, type Eligibility, type RequestFacts } from "./request.ts";

export interface Home {
  /** Where the usual request goes when all is well. */
  home: number;
  /**
   * What "where does traffic go" is asked about, at any time: a GET without headers, or where no target takes that, a request
   * that the home target takes. Undefined: no target takes any.
   */
  usual: RequestFacts | undefined;
}

const PLAIN_GET = plainGet(0);

/** Where a chain's traffic belongs: at the first target that takes a plain GET, else at the first that takes anything. */
export function homeOf(targets: readonly Eligibility[]): Home {
  const home = targets.findIndex((target) => isEligible(target, PLAIN_GET));
  if (home >= 0) return { home, usual: PLAIN_GET };
  for (const [index, target] of targets.entries()) {
    const usual = simplestFor(target);
    if (isEligible(target, usual)) return { home: index, usual };
  }
  return { home: 0, usual: undefined };
}

/** Where conditions contradict each other, they do not take this request either. */
function simplestFor({ methods, headers }: Eligibility): RequestFacts {
  const [method = "GET"] = methods?.has("GET") ? ["GET"] : (methods ?? []);
  const values = new Map<string, string>();
  for (const { name, present, equals } of headers)
    if (present) values.set(name, equals ?? values.get(name) ?? "1");
  return { ...PLAIN_GET, method, header: (name) => values.get(name) };
}
