import { CircleCheck, CircleX, TriangleAlert } from "lucide-react";
import { Callout } from "@/components/ui/callout.tsx";
import { countOf } from "@/components/ui/format-number.ts";
import { PROBLEMS_SHOWN, type DocumentProblem } from "#lib/openapi/schema";

interface DocumentProblemsProps {
  problems: DocumentProblem[];
  acceptable: boolean;
}

/** What is wrong with a document, each with its place in it. */
export function DocumentProblems({ problems, acceptable }: DocumentProblemsProps) {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  if (problems.length === 0) {
    return (
      <p className="flex items-center gap-1.5 text-sm text-ok">
        <CircleCheck aria-hidden className="size-4" />
        No problems found.
      </p>
    );
  }
  return (
    <div className="flex flex-col gap-2">
      {acceptable ? null : (
        <Callout tone="danger" title="This document cannot be registered.">
          {countOf(errors, "error")} to fix first. Nothing has been saved.
        </Callout>
      )}
      <ul
        aria-label="Problems of the document"
        className="flex max-h-80 flex-col overflow-y-auto rounded-md border"
      >
        {problems.map((problem, index) => (
          <ProblemRow key={index} problem={problem} />
        ))}
      </ul>
      {problems.length >= PROBLEMS_SHOWN ? (
        <p className="text-xs text-text-muted">{`The first ${PROBLEMS_SHOWN} are shown.`}</p>
      ) : null}
    </div>
  );
}

function ProblemRow({ problem }: { problem: DocumentProblem }) {
  const isError = problem.severity === "error";
  const Icon = isError ? CircleX : TriangleAlert;
  const place =
    problem.line === undefined
      ? problem.pointer
      : `Line ${problem.line}${problem.column === undefined ? "" : `:${problem.column}`}`;
  return (
    <li className="flex items-start gap-2 border-b px-3 py-2 text-sm last:border-b-0">
      <Icon
        aria-hidden
        className={
          isError
            ? "size-4 shrink-0 translate-y-0.5 text-danger"
            : "size-4 shrink-0 translate-y-0.5 text-warn"
        }
      />
      <span className="flex min-w-0 flex-col">
        <span className="break-words">
          <span className="sr-only">{isError ? "Error: " : "Warning: "}</span>
          {problem.message}
        </span>
        {place ? <span className="font-mono text-xs break-all text-text-muted">{place}</span> : null}
      </span>
    </li>
  );
}
