import { NextResponse, type NextRequest } from "next/server";
import { portalConfig } from "#lib/config";
import { isReadablePath } from "./app/_server/readable-path.ts";
import { DATA_POLICY, pagePolicy, securityHeaders } from "./app/_server/security-headers.ts";
import { loginPath, PATH_HEADER, SESSION_COOKIE } from "./app/_server/wanted-path.ts";

export const config = { matcher: ["/((?!_next/static/|icon.svg$).*)"] };

/** Browsers ask for the last one by themselves; there is none, and no sign-in page is wanted in its place. */
const PUBLIC_PAGES = /^\/(login|password\/[^/]+|favicon\.ico)$/;

/** Security headers on every response, and a courtesy: who has no session cookie is led to the sign-in page. */
export function proxy(request: NextRequest): NextResponse {
  const { isSecure, isDevelopment } = portal();
  const { pathname, search } = request.nextUrl;
  if (!isReadablePath(pathname)) {
    const refusal = new NextResponse("This address is not valid.", { status: 400 });
    return withHeaders(refusal, DATA_POLICY);
  }
  if (pathname.startsWith("/api/")) return withHeaders(NextResponse.next(), DATA_POLICY);
  const nonce = crypto.randomUUID().replaceAll("-", "");
  const policy = pagePolicy({ nonce, isSecure, isDevelopment });
  if (!PUBLIC_PAGES.test(pathname) && !hasSessionCookie(request)) {
    return withHeaders(NextResponse.redirect(new URL(loginPath(pathname + search), request.url)), policy);
  }
  const headers = new Headers(request.headers);
  headers.set(PATH_HEADER, pathname + search);
  // Next.js reads the nonce out of this header and puts it on its own scripts.
  headers.set("content-security-policy", policy);
  return withHeaders(NextResponse.next({ request: { headers } }), policy);
}

function withHeaders(response: NextResponse, policy: string): NextResponse {
  const fixed = securityHeaders(portal().isSecure);
  for (const [name, value] of Object.entries(fixed)) response.headers.set(name, value);
  response.headers.set("content-security-policy", policy);
  return response;
}

/** Presence only: what the cookie is worth is decided where the page or the route asks for its user. */
function hasSessionCookie(request: NextRequest): boolean {
  return request.cookies.getAll().some(({ name }) => name.includes(SESSION_COOKIE));
}

let kept: { isSecure: boolean; isDevelopment: boolean } | undefined;

function portal() {
  if (kept) return kept;
  const { portalUrl, isDevelopment } = portalConfig();
  kept = { isSecure: portalUrl.startsWith("https:"), isDevelopment };
  return kept;
}
