import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 50;
const ASK_MS = 5_000;

/** Asks until the address answers with a status that `isReady` takes; false when `waitMs` pass without one. */
export async function answers(
  url: string,
  waitMs: number,
  isReady: (status: number) => boolean,
): Promise<boolean> {
  const until = Date.now() + waitMs;
  while (Date.now() < until) {
    const status = await ask(url);
    if (status !== undefined && isReady(status)) return true;
    await delay(POLL_MS);
  }
  return false;
}

async function ask(url: string): Promise<number | undefined> {
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(ASK_MS) });
    await response.body?.cancel();
    return response.status;
  } catch {
    return undefined; // not listening yet
  }
}
