import type { ReadRequest } from "./read-request.ts";
import type { ProblemAnswer } from "./respond.ts";
import type { RouteSlot } from "./route-slot.ts";
import type { Found } from "./router.ts";

/** An answer after which the connection may be closed. */
export interface Refusal extends ProblemAnswer {
  close?: boolean;
}

const MAX_HEADERS = 256;
/** Gateways may stand behind gateways, but not so many: it goes round in a circle. */
const MAX_HOPS = 5;

/** What is well-formed and not served all the same. */
export function beyondLimits({ method, client }: ReadRequest): ProblemAnswer | undefined {
  if (client.base.length > 2 * MAX_HEADERS)
    return { status: 431, detail: `A request may have ${MAX_HEADERS} headers.` };
  // Its answer would show the client what the gateway sends with the request: credentials of the target's.
  if (method === "TRACE") return { status: 405, detail: "TRACE is not passed on.", headers: ["Allow", ""] };
  if (client.hops >= MAX_HOPS)
    return {
      status: 508,
      detail: `The request has passed ${client.hops} gateways: a target leads back here.`,
    };
  return undefined;
}

/** No route takes it. `notReady`: no documents yet, so what is not routed may exist all the same. */
export function notFound(
  found: Exclude<Found<RouteSlot>, { kind: "found" }>,
  method: string,
  notReady: boolean,
): ProblemAnswer {
  if (found.kind === "method") {
    const headers = ["Allow", found.allowed.join(", ")];
    return { status: 405, detail: `This API does not take ${method} here.`, headers };
  }
  if (!notReady) return { status: 404, detail: "No published API answers at this address." };
  return { status: 503, detail: "This gateway has no routes yet.", headers: ["Retry-After", "1"] };
}
