import type { DemoState } from "./demo-state.ts";

const REQUEST_MS = 10_000;
/** Requests that wait for an answer at most; beyond that the tick is left out. */
const MAX_OPEN = 50;

export interface Traffic {
  start(): void;
  stop(): void;
  state(): DemoState["traffic"];
}

/** Sends a gentle, bounded stream of requests through the gateway: half to storefront, half to the others in turn. */
export function makeTraffic(gatewayUrl: string, perSecond: number, otherPaths: string[]): Traffic {
  const counts = { sent: 0, failed: 0, answeredBy: {} as Record<string, number> };
  let timer: NodeJS.Timeout | undefined;
  let open = 0;
  let turn = 0;

  const toStorefront = async (): Promise<void> => {
    counts.sent += 1;
    const body = await ask(`${gatewayUrl}/storefront/v1/products`);
    if (!body) counts.failed += 1;
    else counts.answeredBy[body.servedBy] = (counts.answeredBy[body.servedBy] ?? 0) + 1;
  };
  const tick = async (): Promise<void> => {
    if (open >= MAX_OPEN) return;
    open += 1;
    turn += 1;
    if (turn % 2 === 0 || otherPaths.length === 0) await toStorefront();
    else await ask(`${gatewayUrl}${otherPaths[Math.floor(turn / 2) % otherPaths.length]}`);
    open -= 1;
  };
  return {
    start: () => {
      if (perSecond > 0) timer ??= setInterval(() => void tick(), 1000 / perSecond);
    },
    stop: () => {
      clearInterval(timer);
      timer = undefined;
    },
    state: () => ({ isOn: timer !== undefined, ...counts, answeredBy: { ...counts.answeredBy } }),
  };
}

/** The JSON of a whole 2xx answer; undefined for anything else. */
async function ask(url: string): Promise<{ servedBy: string } | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(REQUEST_MS) });
    const body = (await response.json()) as { servedBy: string };
    return response.ok ? body : undefined;
  } catch {
    return undefined;
  }
}
