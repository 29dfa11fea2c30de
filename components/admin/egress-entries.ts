import { ProblemError } from "@/components/ui/api.ts";

/** The lines of a list, without empty ones. */
export function entriesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

interface Saving {
  error: Error | null;
  variables: { allow: string[]; deny: string[] } | undefined;
}

/** What the server says about a list, naming the line it means. */
export function entryProblem({ error, variables }: Saving, list: "allow" | "deny"): string | undefined {
  if (!(error instanceof ProblemError)) return undefined;
  const issue = error.problem.issues?.find(({ path }) => path[0] === list);
  if (!issue) return undefined;
  const entry = variables?.[list][Number(issue.path[1])];
  return entry === undefined ? issue.message : `“${entry}”: ${issue.message}`;
}
