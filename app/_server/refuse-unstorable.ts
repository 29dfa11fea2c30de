import { AppError, type Issue } from "#lib/errors";
import { isStorable } from "#lib/ids/schema";

type Path = (string | number)[];

/** Far above every schema of ours. */
const DEPTH_MAX = 64;
const ISSUES_MAX = 20;

/**
 * Refuses input that the database would refuse, or that a parser would drop without a word, at its field: text with NUL
 * or half a character, members named `__proto__`, and nesting that no schema has. Throws `invalid`.
 */
export function refuseUnstorable(value: unknown, where: Path = []): void {
  const issues: Issue[] = [];
  search(value, [...where], issues);
  if (issues[0]) throw new AppError("invalid", `${nameOf(issues[0])}: ${issues[0].message}`, { issues });
}

function search(value: unknown, path: Path, issues: Issue[]): void {
  if (issues.length >= ISSUES_MAX) return;
  const message = problemOf(value, path.length);
  if (message !== undefined) issues.push({ path: [...path], message });
  else if (typeof value === "object" && value !== null) searchMembers(value, path, issues);
}

function searchMembers(value: object, path: Path, issues: Issue[]): void {
  const isList = Array.isArray(value);
  for (const [key, member] of Object.entries(value)) {
    if (!isList && (key === "__proto__" || !isStorable(key))) {
      issues.push({
        path: [...path],
        message: `No member can be named ${JSON.stringify(key).slice(0, 100)}.`,
      });
    }
    path.push(isList ? Number(key) : key);
    search(member, path, issues);
    path.pop();
  }
}

function problemOf(value: unknown, depth: number): string | undefined {
  if (depth > DEPTH_MAX) return `Nested more than ${DEPTH_MAX} levels deep.`;
  if (typeof value !== "string" || isStorable(value)) return undefined;
  return value.includes("\0") ? "The text holds a NUL character." : "The text holds half a character.";
}

function nameOf(issue: Issue): string {
  return issue.path.join(".") || "input";
}
