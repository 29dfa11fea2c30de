import { movesOn, readRetryAfter, type CompiledNetwork, type ResponseEvent } from "#lib/fallback";
import type { Answer } from "./answer.ts";
import { knownHeader } from "./header-names.ts";
import type { LiveRoute } from "./live-route.ts";
import type { ResponseHead } from "./response-headers.ts";

interface Report {
  answer: Answer;
  /** The target that answered. */
  network: CompiledNetwork | undefined;
  nowMs: number;
  request: { credential(): string };
}

/** A response as the decision core sees it: its headers are looked at only where the policy or the status asks for it. */
export function responseEvent({ answer, network, nowMs, request }: Report): ResponseEvent {
  const { head } = answer;
  const { status } = head;
  const asksForRespite = status === 503 || status === 429;
  const retryAfterMs = asksForRespite ? readRetryAfter(headerOf(head, "retry-after"), nowMs) : undefined;
  const triggers = network?.headerTriggers ?? [];
  return {
    kind: "response",
    status,
    atMs: nowMs,
    retryAfterMs,
    credential: status === 429 && retryAfterMs !== undefined ? request.credential() : undefined,
    header: triggers.length > 0 ? (name) => headerOf(head, name) : undefined,
  };
}

function headerOf({ headers }: ResponseHead, name: string): string | undefined {
  for (let i = 0; i < headers.length; i += 2) {
    if (knownHeader(headers[i] as string).lower === name) return headers[i + 1];
  }
  return undefined;
}

/** Whether the request moves on from this answer. */
export function isFailure(route: LiveRoute, { target }: Answer, event: ResponseEvent): boolean {
  const network = route.networks[target];
  return network !== undefined && movesOn(network, event);
}
