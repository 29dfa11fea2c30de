import type { Env } from "./parse.ts";

const PREFIX = "TARGET_SECRET_";

/**
 * A secret that a target refers to as `env:NAME`: the variable `TARGET_SECRET_NAME` of this gateway. The prefix keeps
 * policies away from the gateway's own secrets. Undefined when it is not set.
 */
export function environmentSecret(name: string, env: Env = process.env): string | undefined {
  const value = env[`${PREFIX}${name}`];
  return value === "" ? undefined : value;
}
