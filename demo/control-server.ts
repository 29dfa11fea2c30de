import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { controlPage, trafficLine } from "./control-page.ts";
import type { DemoState } from "./demo-state.ts";

export interface ControlActions {
  state(): DemoState;
  platform(name: string, verb: "start" | "stop"): Promise<boolean>;
  traffic(verb: "start" | "stop"): void;
}

interface Control extends ControlActions {
  port: number;
  /** Without it nothing is changed: another page in the same browser cannot know it. */
  token: string;
}

const BODY_MAX = 4096;

/** The demo's control page, on the loopback address only. */
export async function serveControl(control: Control): Promise<Server> {
  const server = createServer((request, response) => void answer(control, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(control.port, "127.0.0.1", resolve);
  });
  return server;
}

async function answer(control: Control, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    // A name that was made to point here must not reach the page.
    if (!isLocal(request.headers.host ?? "", control.port))
      return plain(response, 403, "Only for this machine.");
    if (request.method === "GET") return show(control, request, response);
    if (request.method === "POST") return await act(control, request, response);
    return plain(response, 405, "GET or POST.");
  } catch (error) {
    return plain(response, 500, error instanceof Error ? error.message : String(error));
  }
}

function isLocal(host: string, port: number): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

function show(control: Control, request: IncomingMessage, response: ServerResponse): void {
  const state = control.state();
  if (request.url === "/state") {
    response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" });
    response.end(JSON.stringify({ ...state, trafficLine: trafficLine(state.traffic) }));
    return;
  }
  if (request.url !== "/") return plain(response, 404, "There is only one page.");
  const nonce = randomBytes(16).toString("base64");
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'`;
  response.writeHead(200, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": `${policy}; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  });
  response.end(controlPage(state, { token: control.token, nonce }));
}

async function act(control: Control, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = new URLSearchParams(await bodyOf(request));
  if (!isEqual(form.get("token") ?? "", control.token))
    return plain(response, 403, "The token is missing or wrong.");
  const [, kind, name = "", last = ""] = (request.url ?? "").split("/");
  const verb = kind === "traffic" ? name : last;
  if (verb !== "start" && verb !== "stop") return plain(response, 404, "Start or stop what?");
  if (kind === "traffic") control.traffic(verb);
  else if (kind !== "platforms" || !(await control.platform(name, verb)))
    return plain(response, 404, "No such server.");
  response.writeHead(303, { location: "/" }).end();
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > BODY_MAX) throw new Error("The form is too long.");
  }
  return text;
}

function isEqual(given: string, wanted: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(wanted)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(text);
}
