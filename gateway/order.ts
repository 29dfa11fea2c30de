import type { AttemptStep } from "#lib/fallback";
import type { ExchangeRequest } from "./exchange-services.ts";
import type { Order } from "./forward.ts";
import { writeGrpcTimeout } from "./grpc.ts";
import type { Endpoint } from "./http-upstream.ts";
import type { RequestBody } from "./request-body.ts";

interface OrderParts {
  step: AttemptStep;
  endpoint: Endpoint | undefined;
  body: RequestBody | undefined;
  /** Of the request's deadline. */
  leftMs: number;
  nowMs: number;
}

/** A client's request as one endpoint of a target gets it, made from the original. */
export function orderFor(input: ExchangeRequest, parts: OrderParts): Order {
  const { step, endpoint, leftMs, nowMs } = parts;
  const { route, client } = input;
  const upstream = route.upstreams[step.target];
  if (!upstream || !endpoint) throw new Error(`target ${step.target} is not one to forward to`);
  const method = input.request.method as string;
  const headers = upstream.headersFor(endpoint, client, leftMs);
  const body = parts.body?.content;
  if (body !== undefined && !Buffer.isBuffer(body) && client.bodyBytes > 0)
    headers.push("Content-Length", String(client.bodyBytes));
  const { deadlineAtMs } = client.grpc ?? {};
  if (deadlineAtMs !== undefined)
    headers.push("grpc-timeout", writeGrpcTimeout(deadlineAtMs - performance.now()));
  return {
    pool: endpoint.pool,
    method,
    path: upstream.pathFor(endpoint, input),
    headers,
    body,
    source: parts.body,
    isConversation: client.grpc !== undefined,
    repeatable: route.chain.safeMethods.has(method),
    limits: step,
    atMs: nowMs,
  };
}
