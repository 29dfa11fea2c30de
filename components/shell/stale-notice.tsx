"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { notifyManager, useQueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { ProblemError } from "@/components/ui/api.ts";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { routes } from "./routes.ts";
import { staleError } from "./stale-error.ts";

/** While something on the page cannot be kept current: that what is shown stays, and why it is old. */
export function StaleNotice() {
  const client = useQueryClient();
  const cache = client.getQueryCache();
  const error = useSyncExternalStore(
    (onChange) => cache.subscribe(notifyManager.batchCalls(onChange)),
    () => staleError(cache.getAll()),
    () => undefined,
  );
  if (!error) return null;
  const isSignedOut = error instanceof ProblemError && error.problem.code === "unauthenticated";
  const again = () =>
    void client.refetchQueries({ type: "active", predicate: ({ state }) => state.status === "error" });
  return (
    <div className="sticky top-14 z-20 border-b bg-surface px-4 py-2 md:px-8">
      <Callout
        tone="warn"
        alert
        title={isSignedOut ? "You are signed out." : "This page is not kept current."}
        actions={
          isSignedOut ? (
            <ButtonLink size="sm" href={routes.login()} target="_blank">
              Sign in
            </ButtonLink>
          ) : (
            <Button size="sm" onClick={again}>
              Try again
            </Button>
          )
        }
      >
        {isSignedOut
          ? "Sign in in another tab, then come back: what you see and typed here stays."
          : `${error.message} What you see, and what you typed, stays.`}
      </Callout>
    </div>
  );
}
