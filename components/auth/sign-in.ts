import type { Credentials } from "#lib/identity/schema";

/** Why nobody was signed in; the message is shown. */
class SignInError extends Error {
  override readonly name = "SignInError";
}

/** Signs in through next-auth's own route, which sets the session cookie. Throws SignInError. */
export async function signIn(credentials: Credentials): Promise<void> {
  const token = await fetch("/api/auth/csrf").catch(unreachable);
  const { csrfToken }: { csrfToken: string } = await token.json();
  const response = await fetch("/api/auth/callback/credentials", {
    method: "POST",
    body: new URLSearchParams({ ...credentials, csrfToken, callbackUrl: "/", json: "true" }),
  }).catch(unreachable);
  const { url }: { url: string } = await response.json();
  const answer = new URL(url, window.location.href).searchParams;
  if (response.ok && !answer.has("csrf")) return;
  throw new SignInError(messageOf(answer.get("error") ?? ""));
}

/** Goes to the OpenID Connect provider; it leads back to `next`, a path of this portal. Throws SignInError. */
export async function startOidc(next: string): Promise<void> {
  const token = await fetch("/api/auth/csrf").catch(unreachable);
  const { csrfToken }: { csrfToken: string } = await token.json();
  const response = await fetch("/api/auth/signin/oidc", {
    method: "POST",
    body: new URLSearchParams({ csrfToken, callbackUrl: next, json: "true" }),
  }).catch(unreachable);
  const { url }: { url: string } = await response.json();
  window.location.assign(url);
}

function unreachable(cause: unknown): never {
  throw new SignInError("The portal cannot be reached. Check the connection and try again.", { cause });
}

/** `reason` is an error code of ours; some carry the seconds to wait behind a colon. */
function messageOf(reason: string): string {
  const [code, seconds] = reason.split(":");
  if (code === "unauthenticated") return "The e-mail address or the password is not right.";
  if (code === "rate_limited")
    return `Too many attempts. Try again in ${Math.ceil(Number(seconds) / 60)} min.`;
  if (code === "unavailable")
    return "The database of the portal does not answer. Traffic is not affected. Try again in a moment.";
  return "Signing in did not work. Reload the page and try again; if it stays, tell an administrator.";
}
