import { Agent, request } from "undici";
import { guardedConnect, isEgressRefused, type EgressGuard } from "#lib/egress";
import { clipText } from "#lib/ids";
import type { AttemptOutcome } from "./retry.ts";

const TIMEOUT_MS = 15_000;
const CONNECT_MS = 5_000;
/** Read of an answer at most; the rest is not waited for. */
const RESPONSE_MAX_BYTES = 4_096;
const EXCERPT_MAX = 1_000;

interface Posting {
  url: string;
  headers: Record<string, string>;
  body: string;
  guard: EgressGuard;
  timeoutMs?: number;
}

/**
 * One POST, told by its outcome; never throws. The address connected to is checked against the egress policy, each time: no
 * connection is kept. Redirects are not followed. Bounded in time over everything, and in what is read of the answer.
 */
export async function post({ url, headers, body, guard, timeoutMs }: Posting): Promise<AttemptOutcome> {
  const startMs = performance.now();
  const elapsed = () => Math.round(performance.now() - startMs);
  const limitMs = timeoutMs ?? TIMEOUT_MS;
  const agent = new Agent({
    connect: guardedConnect(guard, { timeout: CONNECT_MS, allowH2: false }),
    pipelining: 0,
  });
  try {
    const answer = await request(url, {
      dispatcher: agent,
      method: "POST",
      headers: { ...headers, "content-type": "application/json", "user-agent": "Understudy-Webhooks/1" },
      body,
      signal: AbortSignal.timeout(limitMs),
    });
    // A body that is left unread fails once the agent goes; nobody else listens, and that would end the process.
    answer.body.on("error", () => {});
    const response = await readExcerpt(answer.body);
    const retryAfterMs = retryAfterOf(answer.headers["retry-after"]);
    return { status: answer.statusCode, error: null, response, elapsedMs: elapsed(), retryAfterMs };
  } catch (error) {
    return { status: null, error: reasonOf(error, limitMs), response: "", elapsedMs: elapsed() };
  } finally {
    await agent.destroy();
  }
}

async function readExcerpt(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= RESPONSE_MAX_BYTES) break;
  }
  const text = new TextDecoder().decode(Buffer.concat(chunks).subarray(0, RESPONSE_MAX_BYTES));
  return clipText(text.replace(/[^\P{Cc}\n\t]/gu, ""), EXCERPT_MAX);
}

/** Seconds only: a date would need the receiver's clock. */
function retryAfterOf(header: string | string[] | undefined): number | undefined {
  return typeof header === "string" && /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : undefined;
}

function reasonOf(error: unknown, limitMs: number): string {
  if (isEgressRefused(error)) return deepest(error).message;
  if (!(error instanceof Error)) return "The endpoint could not be reached.";
  if (error.name === "TimeoutError")
    return `The endpoint did not answer in full within ${limitMs / 1_000} s.`;
  const code = "code" in error ? ` (${String(error.code)})` : "";
  return `The endpoint could not be reached${code}.`;
}

function deepest(error: Error): Error {
  return error.cause instanceof Error && isEgressRefused(error.cause) ? deepest(error.cause) : error;
}
