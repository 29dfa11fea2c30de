import type { ResolvedStale } from "#lib/fallback";
import { isIdentified } from "./client-credential.ts";
import type { ResponseHead } from "./response-headers.ts";

/*
 * What may be kept to be given again when nobody answers, and for how long. RFC 9111 §3 says what a cache may store, §4.2.4
 * when it must not give it out stale, RFC 5861 §4 (`stale-if-error`) when it may after all.
 */

type Directives = ReadonlyMap<string, string>;

/** With one of these a stored answer is not to be used without asking its origin again (RFC 9111 §5.2.2). */
const MUST_ASK_AGAIN = ["no-cache", "must-revalidate", "proxy-revalidate", "s-maxage"] as const;

/** Whether an answer may be kept for others, or for the same client, to get. */
export function isStorable(
  target: Pick<ResolvedStale, "isolateBy" | "maxEntryBytes">,
  request: { header(name: string): string | undefined; readonly application?: string },
  head: ResponseHead,
): boolean {
  if (head.status !== 200 || head.contentLength > target.maxEntryBytes) return false;
  if (directives(request.header("cache-control")).has("no-store")) return false;
  if (target.isolateBy === "public" && isIdentified(request)) return false;
  if (valuesOf(head, "set-cookie").length > 0) return false;
  if (valuesOf(head, "vary").some((value) => value.includes("*"))) return false;
  const said = cacheControl(head);
  if (said.has("no-store") || said.has("private")) return false;
  return said.has("stale-if-error") || MUST_ASK_AGAIN.every((name) => !said.has(name));
}

/**
 * How long an answer may be given out, in ms from its arrival, by its own word: its fresh time and `stale-if-error` after that.
 * Infinity where it says nothing.
 */
export function usableMs(head: Pick<ResponseHead, "headers">, ageS: number): number {
  const said = cacheControl(head);
  const staleS = seconds(said.get("stale-if-error"));
  if (staleS === undefined) return Number.POSITIVE_INFINITY;
  const freshS = seconds(said.get("s-maxage")) ?? seconds(said.get("max-age")) ?? 0;
  return (Math.max(0, freshS - ageS) + staleS) * 1000;
}

function cacheControl(head: Pick<ResponseHead, "headers">): Directives {
  return directives(valuesOf(head, "cache-control").join(","));
}

const DIRECTIVE = /([^\s,="]+)\s*(?:=\s*(?:"([^"]*)"|([^\s,"]*)))?/g;

/** Names in lower case; arguments without their quotes. */
function directives(text: string | undefined): Directives {
  const found = new Map<string, string>();
  for (const [, name = "", quoted, plain] of (text ?? "").matchAll(DIRECTIVE))
    found.set(name.toLowerCase(), quoted ?? plain ?? "");
  return found;
}

function seconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

function valuesOf({ headers }: Pick<ResponseHead, "headers">, wanted: string): string[] {
  return headers.filter((_, i) => i % 2 === 1 && headers[i - 1]?.toLowerCase() === wanted);
}
