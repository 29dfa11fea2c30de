/** A request target cut into what routing needs. `authority` is set when the client sent the absolute form. */
export interface RequestPath {
  path: string;
  /** With its question mark; "" when there is none. */
  query: string;
  authority: string | undefined;
}

const PLAIN = /^\/(?:[A-Za-z0-9_~!$&'()*+,;=:@-][A-Za-z0-9._~!$&'()*+,;=:@-]*(?:\/(?=[^/.]|$)|$))*$/;
const CONTROL = /[^\x21-\x7e\x80-\xff]|#/;
const BAD_ESCAPE = /%(?![0-9A-Fa-f]{2})|%00/;
const UNRESERVED = /[A-Za-z0-9._~-]/;

/**
 * Reads a request target (RFC 9112 §3.2, origin or absolute form). Undefined when it must be refused: characters that
 * do not belong, broken escapes, an escaped NUL, and dot segments in any spelling (`..`, `%2e.`, `..%2f`, `..\`, `..;x`),
 * which two servers could resolve to two places. Escaped unreserved characters are decoded (RFC 3986 §6.2.2.2), so that
 * one resource has one spelling; an escaped slash stays what it is, a character within its segment.
 */
export function readRequestPath(target: string): RequestPath | undefined {
  if (target.charCodeAt(0) !== 47) return readAbsolute(target);
  return readOrigin(target, undefined);
}

function readAbsolute(target: string): RequestPath | undefined {
  const found = /^https?:\/\/([^/?#@\\]+)((?:[/?].*)?)$/i.exec(target);
  if (!found) return undefined;
  const rest = found[2] ?? "";
  return readOrigin(rest.startsWith("/") ? rest : `/${rest}`, found[1]);
}

function readOrigin(target: string, authority: string | undefined): RequestPath | undefined {
  const mark = target.indexOf("?");
  const raw = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? "" : target.slice(mark);
  if (query !== "" && CONTROL.test(query)) return undefined;
  const path = PLAIN.test(raw) ? raw : canonicalPath(raw);
  return path === undefined ? undefined : { path, query, authority };
}

/** The one spelling of a path, or undefined when it is ambiguous. */
export function canonicalPath(raw: string): string | undefined {
  if (CONTROL.test(raw) || BAD_ESCAPE.test(raw)) return undefined;
  const path = raw.replace(/%[0-9A-Fa-f]{2}/g, (escape) => {
    const char = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return UNRESERVED.test(char) ? char : escape.toUpperCase();
  });
  return hasDotSegment(path) ? undefined : path;
}

/** Servers differ in what they take for a separator, so every candidate counts as one. */
function hasDotSegment(path: string): boolean {
  return path.split(/\/|\\|%2F|%5C/).some((segment) => /^\.\.?(?:;|%3B|$)/.test(segment));
}
