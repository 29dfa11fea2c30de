import { error, warning } from "./finding.ts";
import type { Finding, StatusRange } from "./schema.ts";

const MOVES_ON = new Set([408, 425, 429]);

/** Rules about statuses that move a request on: most answers below 500 are the client's, and would be the same elsewhere. */
export function checkStatuses(ranges: readonly StatusRange[] | undefined, path: string[]): Finding[] {
  return (ranges ?? []).flatMap((range, index) => {
    const finding = checkRange(typeof range === "number" ? [range, range] : range, [...path, index]);
    return finding ? [finding] : [];
  });
}

function checkRange([from, to]: readonly [number, number], path: (string | number)[]): Finding | undefined {
  if (from < 400) {
    const message = `${from} is a success or a redirect: requests that were answered would be sent on.`;
    return error(path, { code: "status-not-a-failure", message });
  }
  if ([401, 403].some((status) => from <= status && status <= to)) {
    const message = "401 and 403 say that the caller may not; another target must not be asked instead.";
    return error(path, { code: "status-auth", message });
  }
  for (let status = from; status <= Math.min(to, 499); status++) {
    if (MOVES_ON.has(status)) continue;
    const message = `${status} is an answer about the request itself; another target would say the same.`;
    return warning(path, { code: "status-4xx", message });
  }
  return undefined;
}
