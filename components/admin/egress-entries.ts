import { ProblemError } from "@/components/ui/api.ts";

/** The lines of a list, without empty ones. */
export function entriesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** Why lists were refused, and what they were then. */
export interface Refusal {
  error: Error | null;
  sent: { allow: string[]; deny: string[] } | undefined;
}

/** What the server says about a list, naming the line it means. */
export function entryProblem({ error, sent }: Refusal, list: "allow" | "deny"): string | undefined {
  if (!(error instanceof ProblemError)) return undefined;
  const issue = error.problem.issues?.find(({ path }) => path[0] === list);
  if (!issue) return undefined;
  const entry = sent?.[list][Number(issue.path[1])];
  return entry === undefined ? issue.message : `“${entry}”: ${issue.message}`;
}
