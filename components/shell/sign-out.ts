"use client";

/** Ends the session through next-auth's own route, then shows the sign-in page with a fresh document. */
export async function signOut(): Promise<void> {
  const { csrfToken }: { csrfToken: string } = await fetch("/api/auth/csrf").then((response) =>
    response.json(),
  );
  await fetch("/api/auth/signout", {
    method: "POST",
    body: new URLSearchParams({ csrfToken, callbackUrl: "/login", json: "true" }),
  });
  window.location.assign("/login");
}
