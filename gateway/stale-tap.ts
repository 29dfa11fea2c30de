import type { ResolvedStale } from "#lib/fallback";
import type { Answer } from "./answer.ts";
import type { BodyTap } from "./client-response.ts";
import type { Clock } from "./clock.ts";
import type { LiveRoute } from "./live-route.ts";
import { ownBytes } from "./own-text.ts";
import { isFailure } from "./response-event.ts";
import { isStorable } from "./storable.ts";
import type { StaleRequest, StaleStore } from "./stale-store.ts";

interface Passing {
  request: StaleRequest & { method: string };
  answer: Answer;
}

/** Keeps a good answer for the route's stale targets while it passes through; undefined when none of them may have it. */
export function bodyTap(
  services: { stale: StaleStore; clock: Clock },
  route: LiveRoute,
  { request, answer }: Passing,
): BodyTap | undefined {
  if (route.keepFor.length === 0 || request.method !== "GET" || request.bodyBytes !== 0) return undefined;
  const takers = route.keepFor.filter((target) => isStorable(target, request, answer.head));
  // A failure that is passed on for want of better is nobody's last good answer.
  if (takers.length === 0 || (answer.event && isFailure(route, answer, answer.event))) return undefined;
  // The answer's own headers grow by what the gateway adds for this client: keep them as they came.
  const head = { ...answer.head, headers: answer.head.headers.slice() };
  return new StaleTap(takers, (body) => {
    for (const target of takers)
      services.stale.put(target, request, { head, body, nowMs: services.clock.now() });
  });
}

class StaleTap implements BodyTap {
  readonly #done: (body: Buffer) => void;
  readonly #maxBytes: number;
  #chunks: Buffer[] | undefined = [];
  #bytes = 0;

  constructor(takers: readonly ResolvedStale[], done: (body: Buffer) => void) {
    this.#done = done;
    this.#maxBytes = Math.max(...takers.map((target) => target.maxEntryBytes));
  }

  chunk(chunk: Buffer): void {
    if (!this.#chunks) return;
    this.#bytes += chunk.length;
    if (this.#bytes > this.#maxBytes) this.#chunks = undefined;
    else this.#chunks.push(chunk);
  }

  whole(): void {
    if (this.#chunks) this.#done(ownBytes(this.#chunks, this.#bytes));
  }
}
