import type { Route } from "next";

/** Set by the proxy on each page request: where the visitor wants to go, for pages cannot see their own URL. */
export const PATH_HEADER = "x-understudy-path";

/** Name of the session cookie; prefixed with `__Secure-` behind https, with `.0` … at its end when split. */
export const SESSION_COOKIE = "next-auth.session-token";

/** The sign-in page that leads to `path` afterwards. */
export function loginPath(path: string): Route {
  return path === "/" ? "/login" : `/login?${new URLSearchParams({ next: path }).toString()}`;
}

/** A path of this portal, or "/" for anything that would lead a browser elsewhere. */
export function ownPath(wanted: unknown): Route {
  if (typeof wanted !== "string" || !wanted.startsWith("/")) return "/";
  const here = "http://portal.invalid";
  const url = URL.parse(wanted, here);
  // Cast: within this portal; a page that does not exist answers "not found".
  return url?.origin === here ? ((url.pathname + url.search + url.hash) as Route) : "/";
}
