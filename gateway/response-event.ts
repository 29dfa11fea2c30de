import { movesOn, readRetryAfter, type Outcome, type ResponseEvent } from "#lib/fallback";
import type { FirstEvent } from "./answer-shelf.ts";
import type { Answer } from "./answer.ts";
import { httpStatusOf } from "./grpc.ts";
import { knownHeader } from "./header-names.ts";
import type { LiveRoute } from "./live-route.ts";
import type { ResponseHead } from "./response-headers.ts";

interface Asked {
  method: string;
  isGrpc: boolean;
  credential(): string;
}

/** A response as the decision core sees it: its headers are looked at only where the policy or the status asks for it. */
export function responseEvent(answer: Answer, route: LiveRoute, request: Asked): ResponseEvent {
  const { head, atMs } = answer;
  const { chain } = route;
  const status = request.isGrpc && head.status === 200 ? httpStatusOf(head.headers) : head.status;
  const asksForRespite = status === 503 || status === 429;
  const retryAfterMs = asksForRespite ? readRetryAfter(headerOf(head, "retry-after"), atMs) : undefined;
  const triggers = route.networks[answer.target]?.headerTriggers ?? [];
  return {
    kind: "response",
    status,
    atMs,
    retryAfterMs,
    credential: status === 429 && retryAfterMs !== undefined ? request.credential() : undefined,
    awaitsEvent: chain.commitsAtEvent && answer.awaitsEvent(request.method, chain),
    header: triggers.length > 0 ? reader(head) : undefined,
  };
}

/** On its own, so that a response nobody asks for headers of makes no closure. */
function reader(head: ResponseHead): (name: string) => string | undefined {
  return (name) => headerOf(head, name);
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

/** What a stream failed with that began so; undefined where it began well. `isDeadline`: its time was the request's last. */
export function firstEventFailure(found: FirstEvent, isDeadline: boolean): Outcome | undefined {
  switch (found) {
    case "event":
      return undefined;
    case "error":
      return "error_event";
    case "empty":
      return "empty_stream";
    case "late":
      return isDeadline ? "deadline" : "first_event_timeout";
  }
}
