import { createServer, type Server, type ServerResponse } from "node:http";
import { Registry } from "prom-client";

interface AdminParts {
  /** In Prometheus' text format. */
  metrics(): Promise<string>;
  /** Undefined when requests may come; else why not yet. */
  notReady(): string | undefined;
}

/** `/healthz` (the process lives), `/readyz` (send requests), `/metrics`: on a port of its own, away from clients. */
export function adminServer({ metrics, notReady }: AdminParts): Server {
  return createServer({ requestTimeout: 10_000, headersTimeout: 5_000 }, (request, response) => {
    if (request.method !== "GET" && request.method !== "HEAD") return answer(response, 405, "Only GET.\n");
    switch (request.url?.split("?", 1)[0]) {
      case "/healthz":
        return answer(response, 200, "ok\n");
      case "/readyz": {
        const reason = notReady();
        return reason === undefined ? answer(response, 200, "ready\n") : answer(response, 503, `${reason}\n`);
      }
      case "/metrics":
        return void metrics().then(
          (text) => send(response, { status: 200, text, type: Registry.PROMETHEUS_CONTENT_TYPE }),
          (error: unknown) => answer(response, 500, `${String(error)}\n`),
        );
      default:
        return answer(response, 404, "Here are /healthz, /readyz and /metrics.\n");
    }
  });
}

function answer(response: ServerResponse, status: number, text: string): void {
  send(response, { status, text, type: "text/plain; charset=utf-8" });
}

function send(
  response: ServerResponse,
  { status, text, type }: { status: number; text: string; type: string },
): void {
  response.writeHead(status, {
    "Content-Type": type,
    "Content-Length": Buffer.byteLength(text),
    "Cache-Control": "no-store",
  });
  response.end(response.req.method === "HEAD" ? undefined : text);
}
