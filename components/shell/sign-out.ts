"use client";

import { toast } from "@/components/ui/toast-store.ts";

/** Ends the session through next-auth's own route, then shows the sign-in page with a fresh document. */
export async function signOut(): Promise<void> {
  try {
    const { csrfToken }: { csrfToken: string } = await ask("/api/auth/csrf").then((response) =>
      response.json(),
    );
    await ask("/api/auth/signout", new URLSearchParams({ csrfToken, callbackUrl: "/login", json: "true" }));
    window.location.assign("/login");
  } catch {
    toast({
      tone: "danger",
      title: "You are still signed in",
      detail: "The portal did not answer. Try again, or end your sessions under Account later.",
    });
  }
}

async function ask(path: string, body?: URLSearchParams): Promise<Response> {
  const response = await fetch(path, body ? { method: "POST", body } : {});
  if (!response.ok) throw new Error(`${path} answered ${response.status}.`);
  return response;
}
