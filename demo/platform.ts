/*
 * A real HTTP server that answers the operations of demo documents and says who it is:
 * `node demo/platform.ts <name> <host> <port> <document>` or, for several documents, each under `/<document>`,
 * `node demo/platform.ts <name> <host> <port> <document>,<document>`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { documentAnswers, type Answer } from "./document-answers.ts";

const [name = "", host = "", port = "", documents = ""] = process.argv.slice(2);
const names = documents.split(",");
const answers = names.flatMap((document) =>
  documentAnswers(document, names.length > 1 ? `/${document}` : ""),
);

const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => answer(request, response));
});
server.keepAliveTimeout = 60_000;
server.listen(Number(port), host);
// Without the demo that started it there is nobody to stop it.
process.on("disconnect", () => process.exit(0));

function answer(request: IncomingMessage, response: ServerResponse): void {
  const path = (request.url ?? "/").split("?")[0] ?? "/";
  if (path === "/health") {
    send(response, { status: 200, body: { status: "up" } });
    return;
  }
  const found = answers.find((each) => each.method === request.method && each.pattern.test(path));
  send(response, found ?? { status: 404, body: { title: "Not found", detail: `${request.method} ${path}` } });
}

function send(response: ServerResponse, { status, body }: Pick<Answer, "status" | "body">): void {
  const text = JSON.stringify({ ...body, servedBy: name });
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "x-served-by": name,
  });
  response.end(text);
}
