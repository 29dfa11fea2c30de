import { Agent, request, type Dispatcher } from "undici";
import { guardedConnect, type EgressGuard } from "#lib/egress";

const CONNECT_MS = 2_000;
const WHOLE_MS = 5_000;
const MAX_BYTES = 256 * 1024;

/** Fetches small JSON documents from where people say they are. */
export interface FetchJson {
  /** Rejects when it may not be called, does not answer in 5 s, redirects, or answers more than 256 KiB. */
  get(url: string): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * Every connection is judged by the address that it goes to, so neither a redirect (none is followed) nor a name that is
 * resolved anew leads to where the policy does not allow.
 */
export function guardedFetchJson(guard: EgressGuard): FetchJson {
  const agent = new Agent({
    connect: guardedConnect(guard, { timeout: CONNECT_MS }),
    keepAliveTimeout: 1_000,
    headersTimeout: WHOLE_MS,
    bodyTimeout: WHOLE_MS,
    maxHeaderSize: 16 * 1024,
    connections: 2,
  });
  return {
    get: (url) => fetchJson(url, agent),
    close: () => agent.destroy(),
  };
}

async function fetchJson(url: string, dispatcher: Dispatcher): Promise<unknown> {
  const signal = AbortSignal.timeout(WHOLE_MS);
  const { statusCode, body } = await request(url, {
    dispatcher,
    signal,
    headers: { accept: "application/jwk-set+json, application/json", "user-agent": "understudy" },
  });
  try {
    if (statusCode !== 200) throw new Error(`it answered with status ${statusCode}`);
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_BYTES) throw new Error(`it is longer than ${MAX_BYTES} bytes`);
      chunks.push(chunk);
    }
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } finally {
    body.on("error", () => undefined).destroy();
  }
}
