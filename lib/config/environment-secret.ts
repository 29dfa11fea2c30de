import type { Env } from "./parse.ts";

const PREFIX = "UPSTREAM_";

/**
 * A secret that a target refers to as `env:UPSTREAM_…`: that variable of this gateway. Other names are refused, so that
 * no policy can send the gateway's own secrets to a server of its author's choice. Undefined when it is not set.
 */
export function environmentSecret(name: string, env: Env = process.env): string | undefined {
  const value = name.startsWith(PREFIX) ? env[name] : undefined;
  return value === "" ? undefined : value;
}
