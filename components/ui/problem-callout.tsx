import type { ReactNode } from "react";
import { ProblemError } from "./api.ts";
import { Callout } from "./callout.tsx";
import { CopyId } from "./copy-id.tsx";

/** An error of a call: what happened, what to do, and the request id for whoever is asked for help. */
export function ProblemCallout({ error, actions }: { error: Error; actions?: ReactNode }) {
  const problem = error instanceof ProblemError ? error.problem : undefined;
  return (
    <Callout tone="danger" alert title={problem?.title ?? "Something went wrong"} actions={actions}>
      <div className="flex flex-col gap-1">
        <span>{problem?.detail ?? error.message}</span>
        {problem?.requestId ? (
          <span className="flex items-center gap-1 text-xs text-text-muted">
            Request <CopyId id={problem.requestId} label="Copy the request id" />
          </span>
        ) : null}
      </div>
    </Callout>
  );
}
