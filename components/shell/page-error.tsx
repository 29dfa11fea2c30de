"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { RotateCw } from "lucide-react";
import { useEffect, useRef } from "react";
import { ProblemError } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Callout } from "@/components/ui/callout.tsx";

interface PageErrorProps {
  error: Error & { digest?: string };
  onRetry: () => void;
}

/** A page that could not be shown. The server's text stays on the server; its id is shown for whoever looks there. */
export function PageError({ error, onRetry }: PageErrorProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const problem = error instanceof ProblemError ? error.problem : undefined;
  const id = problem?.requestId ?? error.digest;

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
        title={problem?.title ?? "The portal ran into an error."}
        actions={
          <Button size="sm" onClick={onRetry}>
            <RotateCw aria-hidden />
            Try again
          </Button>
        }
      >
        {problem?.detail ??
          "Traffic through the gateways is not affected. Try again; if it stays, give the id to an administrator."}
      </Callout>
      {id ? (
        <p className="text-sm text-text-muted">
          Error id <code className="font-mono text-xs break-all text-text select-all">{id}</code>
        </p>
      ) : null}
    </div>
  );
}
