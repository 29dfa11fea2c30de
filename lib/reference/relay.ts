import type { IncomingHttpHeaders } from "node:http";
import { Agent, type Dispatcher } from "undici";
import { AppError } from "#lib/errors";
import { TRY_ANSWER_MAX_BYTES, type TryAnswer, type TryBody } from "./schema.ts";

const CONNECT_TIMEOUT_MS = 5_000;
const TOTAL_TIMEOUT_MS = 30_000;

/** Ready to be sent: everything in it has been checked. */
export interface Relayed {
  /** The gateway's address: scheme, host and port. */
  origin: string;
  method: Dispatcher.HttpMethod;
  /** Path and query. */
  target: string;
  headers: [name: string, value: string][];
  body: string | Buffer | null;
}

const agent = new Agent({
  connect: { timeout: CONNECT_TIMEOUT_MS },
  pipelining: 0,
  keepAliveTimeout: 1_000,
  maxHeaderSize: 64 * 1024,
});

/**
 * Sends one request to a gateway and reads the answer, within 30 s and 1 MiB; redirects are answers like others. Throws
 * `upstream` or `timeout` when there is none. Ends when `signal` does.
 */
export async function relay(sending: Relayed, signal: AbortSignal): Promise<TryAnswer> {
  const { origin, method, target, headers, body } = sending;
  const timeout = AbortSignal.timeout(TOTAL_TIMEOUT_MS);
  const startedAt = performance.now();
  const sinceStart = () => Math.round((performance.now() - startedAt) * 10) / 10;
  try {
    const answer = await agent.request({
      origin,
      method,
      path: target,
      headers: headers.flat(),
      body,
      signal: AbortSignal.any([timeout, signal]),
      responseHeaders: "raw",
      headersTimeout: TOTAL_TIMEOUT_MS,
      bodyTimeout: TOTAL_TIMEOUT_MS,
    });
    const firstByteMs = sinceStart();
    const list = headerList(answer.headers);
    const { bytes, isCut } = await readBody(answer.body);
    return {
      status: answer.statusCode,
      statusText: answer.statusText ?? "",
      headers: list,
      body: bodyOf(bytes, isCut, list),
      sizeBytes: bytes.length,
      firstByteMs,
      elapsedMs: sinceStart(),
      answeredBy: answeredBy(list),
      requestId: valueOf(list, "x-request-id"),
      url: `${origin}${target}`,
    };
  } catch (error) {
    throw failureOf(error, { origin, timeout });
  }
}

async function readBody(body: Dispatcher.ResponseData["body"]): Promise<{ bytes: Buffer; isCut: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = chunk as Buffer;
    chunks.push(bytes.subarray(0, TRY_ANSWER_MAX_BYTES - size));
    size += bytes.length;
    // Leaving the loop destroys the stream, and with it the connection.
    if (size > TRY_ANSWER_MAX_BYTES) return { bytes: Buffer.concat(chunks), isCut: true };
  }
  return { bytes: Buffer.concat(chunks), isCut: false };
}

/** `responseHeaders: "raw"` gives names and values in turn, which the type of the library does not say. */
function headerList(raw: IncomingHttpHeaders): [string, string][] {
  const flat = raw as unknown as (Buffer | string)[];
  return Array.from({ length: Math.floor(flat.length / 2) }, (_, i) => [
    latin1(flat[2 * i]),
    latin1(flat[2 * i + 1]),
  ]);
}

function latin1(text: Buffer | string | undefined): string {
  return Buffer.isBuffer(text) ? text.toString("latin1") : (text ?? "");
}

function valueOf(headers: [string, string][], wanted: string): string {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? "";
}

function answeredBy(headers: [string, string][]): TryAnswer["answeredBy"] {
  const attempts = valueOf(headers, "x-fallback-attempts");
  if (attempts === "") return null;
  return {
    target: valueOf(headers, "x-fallback-target"),
    attempts: Number(attempts) || 0,
    reason: valueOf(headers, "x-fallback-reason"),
  };
}

/** Text is what reads as UTF-8; a character that was cut in two at the end is left out. */
function bodyOf(bytes: Buffer, isCut: boolean, headers: [string, string][]): TryBody {
  const encoding = valueOf(headers, "content-encoding").toLowerCase();
  if (encoding !== "" && encoding !== "identity") return { kind: "binary", isCut };
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: isCut });
    return text.includes("\0") ? { kind: "binary", isCut } : { kind: "text", text, isCut };
  } catch {
    return { kind: "binary", isCut };
  }
}

function failureOf(error: unknown, { origin, timeout }: { origin: string; timeout: AbortSignal }): AppError {
  if (timeout.aborted) {
    return new AppError("timeout", `No whole answer came within ${TOTAL_TIMEOUT_MS / 1000} s.`, {
      cause: error,
    });
  }
  const code = error instanceof Error && "code" in error ? String(error.code) : "no answer";
  return new AppError("upstream", `The gateway at ${origin} did not answer (${code}).`, { cause: error });
}
