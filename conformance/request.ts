import { request as httpRequest, type Agent, type ClientRequest, type IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";

export interface Ask {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  /** Send the body without saying how long it is. */
  isChunked?: boolean;
  agent?: Agent;
  /** Called with the request once it is sent, to leave in the middle. */
  sent?: (request: ClientRequest) => void;
  timeoutMs?: number;
}

export interface Reply {
  /** 0: there was no answer at all. */
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  /** The answer arrived whole, by its own word (length, last chunk, or an orderly end). */
  isWhole: boolean;
  /** Why not. */
  error?: string;
  /** From the call to the end. */
  tookMs: number;
}

const TIMEOUT_MS = 10_000;

/** One request, on a connection of its own unless an agent is given. Never rejects: what goes wrong is part of the reply. */
export function ask(url: string, options: Ask = {}): Promise<Reply> {
  const { method = "GET", headers = {}, body, isChunked = false, agent, timeoutMs = TIMEOUT_MS } = options;
  const length =
    body !== undefined && !isChunked ? { "content-length": String(Buffer.byteLength(body)) } : {};
  const form = isChunked ? { "transfer-encoding": "chunked" } : length;
  return new Promise((resolve) => {
    const reply: Reply = { status: 0, headers: {}, body: "", isWhole: false, tookMs: 0 };
    const beganMs = performance.now();
    const end = (error?: string) => {
      clearTimeout(late);
      reply.tookMs = performance.now() - beganMs;
      resolve(error === undefined ? reply : { ...reply, error });
    };
    const request = httpRequest(url, { method, headers: { ...headers, ...form }, agent: agent ?? false });
    const late = setTimeout(() => {
      end(`no end within ${timeoutMs} ms`);
      request.destroy();
    }, timeoutMs);
    request.on("error", (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    request.on("response", (response) => {
      reply.status = response.statusCode ?? 0;
      reply.headers = response.headers;
      response.on("data", (chunk: Buffer) => (reply.body += chunk.toString("latin1")));
      response.on("error", (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
      response.on("end", () => {
        reply.isWhole = response.complete;
        end(response.complete ? undefined : "the answer broke off");
      });
    });
    request.end(body);
    options.sent?.(request);
  });
}

/** Sends bytes on a connection of its own and gives what came back until `enough` or the end. */
export function exchange(
  url: string,
  bytes: string,
  enough: (text: string) => boolean,
): Promise<{
  text: string;
  send(bytes: string, enough: (text: string) => boolean): Promise<string>;
  end(): void;
}> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = "";
  const until = (isEnough: (text: string) => boolean): Promise<string> =>
    new Promise((resolve) => {
      const look = () => {
        if (!isEnough(text) && !socket.destroyed) return;
        done();
      };
      const done = () => {
        clearTimeout(late);
        socket.off("data", look).off("close", done);
        resolve(text);
      };
      const late = setTimeout(done, TIMEOUT_MS);
      socket.on("data", look).on("close", done);
      look();
    });
  socket.on("data", (chunk: Buffer) => (text += chunk.toString("latin1"))).on("error", () => undefined);
  socket.write(bytes, "latin1");
  const send = (more: string, isEnough: (text: string) => boolean) => {
    text = "";
    socket.write(more, "latin1");
    return until(isEnough);
  };
  return until(enough).then((first) => ({ text: first, send, end: () => socket.destroy() }));
}
