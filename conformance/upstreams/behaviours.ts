import type { IncomingMessage } from "node:http";
import type { Behaviour } from "./upstream.ts";

const whole = (request: IncomingMessage, then: () => void) => void request.on("end", then).resume();

/** Reads the request, then answers with a length. */
export const answers =
  (status: number, body: string, headers: Record<string, string> = {}): Behaviour =>
  (request, response) =>
    whole(request, () => {
      response.writeHead(status, { "content-length": Buffer.byteLength(body), ...headers }).end(body);
    });

export const chunked =
  (status: number, body: string): Behaviour =>
  (request, response) =>
    whole(request, () => {
      response.writeHead(status, { "content-type": "text/plain" }).write(body);
      response.end();
    });

/** Takes the request and never says a word. */
export const hangs: Behaviour = (request) => void request.resume();

/** Takes the request and resets the connection. */
export const resets: Behaviour = (request) => whole(request, () => request.socket.resetAndDestroy());

/** An event stream that stays open after `events`. */
export const streams =
  (status: number, events: string[]): Behaviour =>
  (request, response) =>
    whole(request, () => {
      response.writeHead(status, { "content-type": "text/event-stream", "cache-control": "no-store" });
      for (const event of events) response.write(`data: ${event}\n\n`);
    });

/** Sends headers and then a byte now and then, for ever. */
export const trickles =
  (status: number): Behaviour =>
  (request, response) =>
    whole(request, () => {
      response.writeHead(status, { "content-type": "text/plain" });
      const timer = setInterval(() => response.write("."), 20);
      response.on("close", () => clearInterval(timer));
    });

/** Starts an answer that ends in the middle of a promise: the headers and `part`, then the connection is gone. */
export const breaksOff =
  (headers: Record<string, string>, part: string): Behaviour =>
  (request, response) =>
    whole(request, () => {
      response.writeHead(200, headers).write(part);
      // The part must be on its way before the end is.
      setTimeout(() => request.socket.destroy(), 100);
    });

/** Says something that is no HTTP. */
export const babbles: Behaviour = (request) =>
  whole(request, () => request.socket.end("SSH-2.0-what\r\n\r\n"));
