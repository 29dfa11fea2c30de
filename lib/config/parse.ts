import type { z } from "zod";
import { AppError } from "#lib/errors";

export type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads settings out of an environment; an empty value counts as absent.
 * Throws AppError("invalid") with one issue per mistake, all at once, each naming its variable.
 */
export function parseSettings<S extends z.ZodType>(schema: S, env: Env): z.output<S> {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0] ?? "settings");
    return { path: [name], message: `${name} ${issue.message}` };
  });
  const lines = issues.map((issue) => `  ${issue.message}`);
  throw new AppError("invalid", ["The settings are not valid:", ...lines].join("\n"), { issues });
}
