import type { z } from "zod";
import { ANONYMOUS, type Actor } from "#lib/access";
import type { Ctx } from "#lib/db";
import { AppError, invalidInput, toProblem } from "#lib/errors";
import { ctxOf } from "./ctx-of.ts";
import { readJson } from "./read-json.ts";
import { instance } from "./instance.ts";
import { refuseUnstorable } from "./refuse-unstorable.ts";
import { refuseForeignOrigin } from "./same-origin.ts";
import { sessionActor } from "./session.ts";

type Schema = z.ZodType | undefined;
type Parsed<S extends Schema> = S extends z.ZodType ? z.output<S> : undefined;

interface Contract<P extends Schema, Q extends Schema, B extends Schema> {
  params?: P;
  query?: Q;
  body?: B;
  /** `none`: whoever asks; the verb sees an anonymous actor. Default: a signed-in user. */
  actor?: "user" | "none";
  /** Status of a success that returns a value; default 200. */
  status?: 200 | 201 | 202;
  /** Default 1 MiB. */
  bodyMaxBytes?: number;
}

interface Input<P extends Schema, Q extends Schema, B extends Schema> {
  ctx: Ctx;
  params: Parsed<P>;
  query: Parsed<Q>;
  body: Parsed<B>;
  request: Request;
}

interface RouteContext {
  params: Promise<unknown>;
}

/**
 * A route handler: who asks → parse → call → JSON, or a problem document (RFC 9457) for whatever is thrown.
 * A returned `Response` is passed on as it is; `undefined` is 204.
 */
export function handle<
  P extends Schema = undefined,
  Q extends Schema = undefined,
  B extends Schema = undefined,
>(contract: Contract<P, Q, B>, run: (input: Input<P, Q, B>) => unknown) {
  return async (request: Request, route: RouteContext): Promise<Response> => {
    const visitor = ctxOf(ANONYMOUS);
    const { requestId } = visitor;
    try {
      const ctx = contract.actor === "none" ? visitor : { ...visitor, actor: await signedIn(request) };
      const result = await run({
        ctx,
        params: parse(contract.params, await route.params, "params"),
        query: parse(contract.query, queryOf(request), "query"),
        body: contract.body && parse(contract.body, await readJson(request, contract.bodyMaxBytes)),
        request,
      } as Input<P, Q, B>);
      return toResponse(result, contract.status ?? 200, requestId);
    } catch (error) {
      return problemResponse(error, request, visitor);
    }
  };
}

async function signedIn(request: Request): Promise<Actor> {
  refuseForeignOrigin(request, instance().config.portalUrl);
  const actor = await sessionActor();
  if (!actor) throw new AppError("unauthenticated", "Sign in to continue.");
  return actor;
}

function parse<S extends Schema>(schema: S, value: unknown, where?: "params" | "query"): unknown {
  if (!schema) return undefined;
  refuseUnstorable(value, where ? [where] : []);
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalidInput(parsed.error, where ? [where] : []);
  return parsed.data;
}

/** A name given twice becomes an array. */
function queryOf(request: Request): Record<string, string | string[]> {
  const search = new URL(request.url).searchParams;
  return Object.fromEntries(
    [...new Set(search.keys())].map((name) => {
      const values = search.getAll(name);
      return [name, values.length > 1 ? values : (values[0] ?? "")];
    }),
  );
}

function toResponse(result: unknown, status: number, requestId: string): Response {
  if (result instanceof Response) return result;
  const headers = headersOf(requestId);
  if (result === undefined) return new Response(null, { status: 204, headers });
  return Response.json(result, { status, headers });
}

function problemResponse(error: unknown, request: Request, ctx: Ctx): Response {
  const problem = toProblem(error, ctx.requestId);
  if (problem.status >= 500) {
    const { method, url } = request;
    ctx.log.error({ err: error, method, path: new URL(url).pathname }, "request failed");
  }
  const headers = new Headers({ ...headersOf(ctx.requestId), "content-type": "application/problem+json" });
  if (typeof problem.retryAfterSeconds === "number")
    headers.set("retry-after", String(problem.retryAfterSeconds));
  return Response.json(problem, { status: problem.status, headers });
}

/** Answers depend on who asks, and change: no cache may keep them. */
function headersOf(requestId = ""): Record<string, string> {
  return { "x-request-id": requestId, "cache-control": "no-store" };
}
