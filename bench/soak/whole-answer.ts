import { randomUUID } from "node:crypto";
import { request, type Agent } from "node:http";

/** What a request was, and so what the policy promises for it. */
export type Kind = "GET" | "keyed POST" | "PUT" | "plain POST";

/** Above the policy's deadline. */
export const PATIENCE_MS = 15_000;

export interface Came {
  /** 0: no whole answer. */
  status: number;
  what: string;
}

/** Method, headers and body of a request of this kind. */
export function requestOf(kind: Kind): {
  method: string;
  headers: Record<string, string>;
  body: string | undefined;
} {
  const method = kind === "GET" || kind === "PUT" ? kind : "POST";
  const body = method === "GET" ? undefined : JSON.stringify({ text: "y".repeat(300) });
  const headers = {
    ...(kind === "keyed POST" ? { "idempotency-key": randomUUID() } : {}),
    ...(body === undefined
      ? {}
      : { "content-type": "application/json", "content-length": String(body.length) }),
  };
  return { method, headers, body };
}

/** One request over HTTP/1.1. */
export function wholeAnswer({ kind, url, agent }: { kind: Kind; url: string; agent: Agent }): Promise<Came> {
  const { method, headers, body } = requestOf(kind);
  return new Promise((resolve) => {
    const sent = request(url, { method, agent, headers, timeout: PATIENCE_MS }, (response) => {
      let bytes = 0;
      let text = "";
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (text.length < 300) text += chunk.toString("latin1");
      });
      response.on("error", (error) => resolve({ status: 0, what: `cut short: ${error.message}` }));
      response.on("end", () => {
        const { statusCode = 0, headers: got } = response;
        const whole = response.complete && bytes === Number(got["content-length"] ?? bytes);
        const reason = String(got["x-fallback-reason"] ?? "");
        resolve({
          status: whole ? statusCode : 0,
          what: `status ${statusCode} (${reason}) ${text.slice(0, 200)}`,
        });
      });
    });
    sent.on("timeout", () => sent.destroy(new Error("no answer in time")));
    sent.on("error", (error) => resolve({ status: 0, what: error.message }));
    sent.end(body);
  });
}
