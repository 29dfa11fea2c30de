import { isHandler, type Handler } from "./contract.ts";

export const PORTAL = "https://portal.example.com";

export interface EveryRoute {
  /** `GET /apis/{slug}` */
  name: string;
  method: string;
  /** Below `/api/v1`, parameters in braces. */
  path: string;
  handler: Handler;
}

const FILES = import.meta.glob<Record<string, unknown>>("../api/v1/**/route.ts");
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** Every route of the REST API, as its file has it. */
export async function everyRoute(): Promise<EveryRoute[]> {
  const found = await Promise.all(
    Object.entries(FILES).map(async ([file, load]) => {
      const path = file
        .replace("../api/v1", "")
        .replace(/\/route\.ts$/, "")
        .replaceAll(/\[(\w+)\]/g, "{$1}");
      const exported = await load();
      return METHODS.map((method) => ({
        name: `${method} ${path}`,
        method,
        path,
        handler: exported[method],
      }));
    }),
  );
  return found.flat().filter((route): route is EveryRoute => isHandler(route.handler));
}

export interface Sent {
  /** Those that the path does not name are left out. */
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** {} where the answer is no JSON. */
  json: Record<string, unknown>;
}

/** Sends a request to a route as a browser with one of the portal's own pages does, unless `headers` say otherwise. */
export async function send({ method, path, handler }: EveryRoute, sent: Sent = {}): Promise<Answer> {
  const { params = {}, query = {}, body, headers = { "sec-fetch-site": "same-origin" } } = sent;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const own = Object.fromEntries(names.map((name) => [name, params[name] ?? name]));
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(own[name] ?? ""));
  const search = new URLSearchParams(query).toString();
  const request = new Request(`${PORTAL}/api/v1${filled}${search && `?${search}`}`, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const response = await handler(request, { params: Promise.resolve(own) });
  const text = await response.text();
  const isJson = /[/+]json$/.test(response.headers.get("content-type") ?? "");
  const json = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
  return { status: response.status, headers: response.headers, text, json };
}
