import { Agent, get } from "node:http";

export interface LoadResult {
  sent: number;
  whole: number;
  /** Anything but a whole 2xx, by what went wrong. */
  failures: Record<string, number>;
  /** Whole answers by what `classify` made of their body. */
  answers: Record<string, number>;
}

interface LoadOptions {
  url: string;
  perSecond: number;
  /** Names who answered, from the body. */
  classify: (body: string) => string;
}

export interface Load {
  /** Stops sending, waits for what is under way, and says what happened. */
  stop(): Promise<LoadResult>;
  /** What has happened so far. */
  seen(): LoadResult;
}

const SLICE_MS = 10;
const REQUEST_TIMEOUT_MS = 15_000;

/** Sends GET requests at a steady rate over keep-alive connections; only a whole 2xx counts as answered. */
export function startLoad(options: LoadOptions): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const result: LoadResult = { sent: 0, whole: 0, failures: {}, answers: {} };
  const pending = new Set<Promise<void>>();
  const startedAt = performance.now();

  const timer = setInterval(() => {
    // By elapsed time, so that a late timer does not lower the rate.
    const due = Math.floor(((performance.now() - startedAt) / 1000) * options.perSecond);
    while (result.sent < due) {
      result.sent++;
      const request = sendOne(options, agent, result).finally(() => pending.delete(request));
      pending.add(request);
    }
  }, SLICE_MS);

  return {
    seen: () => structuredClone(result),
    async stop() {
      clearInterval(timer);
      await Promise.all(pending);
      agent.destroy();
      return result;
    },
  };
}

function sendOne(options: LoadOptions, agent: Agent, result: LoadResult): Promise<void> {
  return new Promise((resolve) => {
    const fail = (reason: string) => {
      result.failures[reason] = (result.failures[reason] ?? 0) + 1;
      resolve();
    };
    const request = get(options.url, { agent, timeout: REQUEST_TIMEOUT_MS }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", (error) => fail(`cut short: ${error.message}`));
      response.on("end", () => {
        const status = response.statusCode ?? 0;
        if (status < 200 || status > 299 || !response.complete) return fail(`status ${status}`);
        const who = options.classify(Buffer.concat(chunks).toString("utf8"));
        result.answers[who] = (result.answers[who] ?? 0) + 1;
        result.whole++;
        resolve();
      });
    });
    request.on("timeout", () => request.destroy(new Error("timed out")));
    request.on("error", (error) => fail(error.message));
  });
}
