import type { ExchangeRequest } from "./exchange-services.ts";
import { tooLongDetail } from "./gatekeeper.ts";

/** Counts a body of undeclared length where its version limits it, and tells once when there is too much of it. */
export function boundBody({ request, client, route }: ExchangeRequest, over: (detail: string) => void): void {
  const maxBytes = route.gate?.maxBytes ?? Number.POSITIVE_INFINITY;
  if (maxBytes === Number.POSITIVE_INFINITY || client.bodyBytes >= 0) return;
  let bytes = 0;
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= maxBytes) return;
    request.off("data", count);
    over(tooLongDetail(maxBytes));
  };
  request.on("data", count);
}
