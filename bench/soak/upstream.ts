/*
 * `node bench/soak/upstream.ts <host> <port>`: an upstream that misbehaves as its parent says. `soak` kills it too.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Manner } from "./manners.ts";

const [host = "", port = ""] = process.argv.slice(2);
const FLAP_MS = 300;
const SLOW_MS = 700;
let manner: Manner = "fine";

process.on("message", (said) => {
  manner = said as Manner;
});
process.on("disconnect", () => process.exit(0));

createServer({ keepAliveTimeout: 5_000 }, (request, response) => {
  request.resume();
  request.on("end", () => answer(mannerNow(), request, response));
}).listen(Number(port), host, () => process.send?.("listening"));

/** Flapping goes through good and bad moments on its own. */
function mannerNow(): Manner {
  if (manner !== "flap") return manner;
  return (["fine", "busy", "fine", "reset"] as const)[Math.floor(Date.now() / FLAP_MS) % 4] ?? "fine";
}

function answer(now: Manner, request: IncomingMessage, response: ServerResponse): void {
  switch (now) {
    case "fine":
    case "flap":
      return fine(request, response);
    case "busy":
      response.writeHead(503, { "content-length": 4 });
      response.end("busy");
      return;
    case "hang":
      return;
    case "reset":
      request.socket.resetAndDestroy();
      return;
    case "half":
      response.writeHead(200, { "content-length": 100 });
      response.write("half of", () => request.socket.resetAndDestroy());
      return;
    case "slow":
      setTimeout(() => fine(request, response), Math.random() * SLOW_MS);
  }
}

function fine({ url }: IncomingMessage, response: ServerResponse): void {
  const body = JSON.stringify({ by: host, url, text: "x".repeat(200) });
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
  response.end(body);
}
