import type { VersionRef } from "@/components/publishing/queries.ts";
import { api } from "@/components/ui/api.ts";
import type { CallSettings, TryAnswer, TryRequest } from "#lib/reference/schema";
import type { Composed, Filled } from "./request-of.ts";

/** A request that was answered, as the page remembers it. */
export interface Tried {
  id: string;
  at: string;
  method: string;
  /** Path and query. */
  target: string;
  filled: Filled;
  answer: TryAnswer;
}

let count = 0;

interface Sending {
  versionRef: VersionRef;
  call: CallSettings;
  composed: Composed;
  filled: Filled;
}

/** Has the portal send the request. Throws ProblemError when there was no answer, or the signal's reason. */
export async function sendTry(
  { versionRef: { slug, version }, call, composed, filled }: Sending,
  signal: AbortSignal,
): Promise<Tried> {
  const { method, path, query, headers, body } = composed;
  const request = {
    environment: call.environment,
    method,
    path,
    query,
    headers: headers.map(([name, value]) => ({ name, value })),
    body,
    ...(filled.application ? { application: filled.application } : {}),
  };
  const answer = await api<TryAnswer>(`/apis/${slug}/versions/${version}/tries`, {
    method: "POST",
    body: request satisfies Omit<TryRequest, "method"> & { method: string },
    signal,
  });
  return {
    id: `try-${(count += 1)}`,
    at: new Date().toISOString(),
    method,
    target: query ? `${path}?${query}` : path,
    filled,
    answer,
  };
}
