import type { RouteMatch } from "#lib/routing/schema";

export interface Match extends RouteMatch {
  key: string;
}

/** Where a request goes, as a linear search finds it: own host before any, the longest prefix, a named method before all. */
export function findByModel(
  matches: readonly Match[],
  request: { host: string; path: string; method: string },
): string | undefined {
  const fitting = matches.filter(
    (match) =>
      takesMethod(match, request.method) &&
      isUnder(request.path, decoded(match.pathPrefix)) &&
      (match.hosts.length === 0 || match.hosts.includes(request.host)),
  );
  const [best] = fitting.toSorted(
    (a, b) =>
      Number(a.hosts.length === 0) - Number(b.hosts.length === 0) ||
      decoded(b.pathPrefix).length - decoded(a.pathPrefix).length ||
      Number(a.methods.length === 0) - Number(b.methods.length === 0) ||
      (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
  );
  return best?.key;
}

function takesMethod({ methods }: Match, method: string): boolean {
  return methods.length === 0 || methods.includes(method) || (method === "HEAD" && methods.includes("GET"));
}

function isUnder(path: string, prefix: string): boolean {
  return prefix === "/" || path === prefix || path.startsWith(`${prefix}/`);
}

/** Unreserved characters have one spelling (RFC 3986 §6.2.2.2); other escapes are upper case. */
function decoded(prefix: string): string {
  return prefix.replace(/%[0-9A-Fa-f]{2}/g, (escape) => {
    const char = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return /[A-Za-z0-9._~-]/.test(char) ? char : escape.toUpperCase();
  });
}
