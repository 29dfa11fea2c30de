"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { RotateCw } from "lucide-react";
import { useEffect, useRef, useTransition } from "react";
import { ProblemError } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { DATABASE_AWAY } from "./database-away.ts";

interface PageErrorProps {
  error: Error & { digest?: string };
  /** Asks the server for the page anew: what it could not read before, it may be able to read now. */
  onRetry: () => void;
}

/** A page that could not be shown. The server's text stays on the server; its id is shown for whoever looks there. */
export function PageError({ error, onRetry }: PageErrorProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const [isTrying, startTrying] = useTransition();
  const problem = error instanceof ProblemError ? error.problem : undefined;
  const isAway = error.digest === DATABASE_AWAY;
  const id = problem?.requestId ?? (isAway ? undefined : error.digest);

  // The page under the reader's focus is gone: put it where the explanation is.
  useEffect(() => heading.current?.focus(), []);

  return (
    <div className="flex max-w-2xl flex-col gap-4">
      <h1 ref={heading} tabIndex={-1} className="text-2xl font-semibold tracking-tight outline-none">
        This page could not be shown
      </h1>
      <Callout
        tone="danger"
        alert
        title={
          problem?.title ??
          (isAway ? "The database of the portal does not answer." : "The portal ran into an error.")
        }
        actions={
          <Button size="sm" pending={isTrying} onClick={() => startTrying(onRetry)}>
            <RotateCw aria-hidden />
            Try again
          </Button>
        }
      >
        {problem?.detail ??
          `Traffic through the gateways is not affected. ${
            isAway
              ? "Try again in a moment; if it stays, tell an administrator."
              : "Try again; if it stays, give the id to an administrator."
          }`}
      </Callout>
      {id ? (
        <p className="text-sm text-text-muted">
          Error id <code className="font-mono text-xs break-all text-text select-all">{id}</code>
        </p>
      ) : null}
    </div>
  );
}
