import { Agent, request } from "undici";
import { guardedConnect, isEgressRefused, type EgressPolicy } from "#lib/egress";
import { AppError, type ErrorCode } from "#lib/errors";
import { DOCUMENT_MAX_BYTES } from "./schema.ts";

interface Limits {
  timeoutMs: number;
  maxBytes: number;
}

const LIMITS: Limits = { timeoutMs: 10_000, maxBytes: DOCUMENT_MAX_BYTES };
const REDIRECTS_MAX = 3;
const REDIRECT_STATUS = new Set([301, 302, 303, 307, 308]);

type Answer = Awaited<ReturnType<typeof request>>;

/**
 * The text at an http(s) address. Each address, redirects included (at most 3), is checked against the egress policy on
 * the address connected to. Bounded in size and in time over all hops. Throws AppError with an issue at `url`.
 */
export async function fetchDocument(
  url: string,
  policy: EgressPolicy,
  limits: Limits = LIMITS,
): Promise<string> {
  const agent = new Agent({
    connect: guardedConnect({ policy: () => policy, purpose: "import" }, { timeout: 5_000, allowH2: false }),
    pipelining: 0,
  });
  const signal = AbortSignal.timeout(limits.timeoutMs);
  try {
    return await follow(parseUrl(url), async (address) => {
      const headers = {
        accept: "application/json, application/yaml, text/yaml, */*;q=0.5",
        "accept-encoding": "identity",
      };
      const answer = await request(address, { dispatcher: agent, signal, headers });
      // A body that is left unread fails once the agent goes; nobody else listens, and that would end the process.
      answer.body.on("error", () => {});
      const location = redirectOf(answer, address);
      return location ? { location } : { text: await readText(answer, limits.maxBytes) };
    });
  } catch (error) {
    throw asAppError(error, limits);
  } finally {
    await agent.destroy();
  }
}

async function follow(start: URL, visit: (address: URL) => Promise<{ text: string } | { location: URL }>) {
  let address = start;
  for (let hop = 0; hop <= REDIRECTS_MAX; hop++) {
    const outcome = await visit(address);
    if ("text" in outcome) return outcome.text;
    address = outcome.location;
  }
  throw fail("unprocessable", `The address redirects more than ${REDIRECTS_MAX} times.`);
}

function parseUrl(text: string, base?: URL): URL {
  const url = URL.parse(text, base);
  if (!url) throw fail("invalid", "This is not an address.");
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw fail("invalid", `Only http:// and https:// addresses can be imported, not ${url.protocol}//.`);
  }
  if (url.username || url.password) throw fail("invalid", "Leave user name and password out of the address.");
  if (base?.protocol === "https:" && url.protocol === "http:") {
    throw fail("unprocessable", "The address redirects from https to http.");
  }
  return url;
}

function redirectOf(answer: Answer, address: URL): URL | undefined {
  if (!REDIRECT_STATUS.has(answer.statusCode)) return undefined;
  const { location } = answer.headers;
  if (typeof location !== "string") throw fail("upstream", "The address redirects without saying where.");
  return parseUrl(location, address);
}

async function readText(answer: Answer, maxBytes: number): Promise<string> {
  if (answer.statusCode !== 200)
    throw fail("upstream", `The address answered with status ${answer.statusCode}.`);
  if (answer.headers["content-encoding"] !== undefined)
    throw fail("upstream", "The address sent a compressed answer.");
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes)
      throw fail("too_large", `The document is larger than ${maxBytes / 1024 / 1024} MiB.`);
    chunks.push(chunk);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw fail("unprocessable", "The address did not send UTF-8 text.");
  }
}

function asAppError(error: unknown, limits: Limits): AppError {
  if (error instanceof AppError) return error;
  if (isEgressRefused(error)) return fail("unprocessable", refusalOf(error), error);
  if (error instanceof Error && error.name === "TimeoutError") {
    return fail("timeout", `The address did not answer in full within ${limits.timeoutMs / 1000} s.`, error);
  }
  const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
  return fail("upstream", `The address could not be reached${code}.`, error);
}

function refusalOf(error: Error): string {
  return error.cause instanceof Error && isEgressRefused(error.cause)
    ? refusalOf(error.cause)
    : error.message;
}

function fail(code: ErrorCode, message: string, cause?: unknown): AppError {
  return new AppError(code, message, {
    issues: [{ path: ["url"], message }],
    ...(cause === undefined ? {} : { cause }),
  });
}
