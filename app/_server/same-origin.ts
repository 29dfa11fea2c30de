import { AppError } from "#lib/errors";

const READING = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses a change that another site's page could have sent with our cookie. A browser says where a request
 * comes from in `Sec-Fetch-Site` and `Origin`, and no page can forge either; a request with neither is refused too.
 */
export function refuseForeignOrigin(request: Request, portalUrl: string): void {
  if (READING.has(request.method)) return;
  if (request.headers.get("sec-fetch-site") === "same-origin") return;
  if (!request.headers.has("sec-fetch-site") && isOwnOrigin(request, portalUrl)) return;
  throw new AppError("forbidden", "This change was sent from another site. Open the portal and do it there.");
}

function isOwnOrigin(request: Request, portalUrl: string): boolean {
  const origin = URL.parse(request.headers.get("origin") ?? "");
  if (origin === null) return false;
  return origin.origin === new URL(portalUrl).origin || origin.host === request.headers.get("host");
}
