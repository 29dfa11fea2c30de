import type { ReactNode } from "react";
import { routes } from "@/components/shell/routes.ts";
import { ProblemError } from "./api.ts";
import type { Problem } from "#lib/errors/schema";
import { Button } from "./button.tsx";
import { Callout } from "./callout.tsx";
import { CopyId } from "./copy-id.tsx";
import { Link } from "./link.tsx";

interface ProblemCalloutProps {
  error: Error;
  actions?: ReactNode;
  /** Offered where asking again may help. */
  onRetry?: () => void;
  /** Lists what is wrong, where no field is in sight that says it. */
  withIssues?: boolean;
}

/** An error of a call: what happened, what to do, and the request id for whoever is asked for help. */
export function ProblemCallout({ error, actions, onRetry, withIssues = false }: ProblemCalloutProps) {
  const problem = error instanceof ProblemError ? error.problem : undefined;
  const messages = withIssues ? [...new Set(problem?.issues?.map(({ message }) => message))] : [];
  return (
    <Callout
      tone="danger"
      alert
      title={problem?.title ?? "Something went wrong"}
      actions={actions ?? retryOf(problem, onRetry)}
    >
      <div className="flex flex-col gap-1">
        <span>{problem?.detail ?? error.message}</span>
        {messages.length > 0 ? (
          <ul className="list-disc pl-4">
            {messages.map((message) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        ) : null}
        {problem?.see ? (
          <Link
            className="self-start font-medium underline underline-offset-2"
            href={routes.told(problem.see)}
          >
            {problem.see.words}
          </Link>
        ) : null}
        {problem?.requestId ? (
          <span className="flex items-center gap-1 text-xs text-text-muted">
            Request <CopyId id={problem.requestId} label="Copy the request id" />
          </span>
        ) : null}
      </div>
    </Callout>
  );
}

function retryOf(problem: Problem | undefined, onRetry: (() => void) | undefined): ReactNode {
  if (!onRetry || (problem && problem.status < 500)) return undefined;
  return (
    <Button size="sm" onClick={onRetry}>
      Try again
    </Button>
  );
}
