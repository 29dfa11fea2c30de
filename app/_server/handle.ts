import type { z } from "zod";
import type { Ctx } from "#lib/db";
import { invalidInput, toProblem } from "#lib/errors";
import type { Contract, Handler, Input, RouteContext, Schema } from "./contract.ts";
import { visitorOf } from "./ctx-of.ts";
import { inWords } from "./database-away.ts";
import { answerWithTag, guardByTag } from "./entity-tag.ts";
import { once } from "./idempotent.ts";
import { readJson } from "./read-json.ts";
import { refuseUnstorable } from "./refuse-unstorable.ts";
import { whoAsks } from "./who-asks.ts";

type Answer<A extends Schema> = A extends z.ZodType ? z.input<A> | Response : void | Response;

/**
 * A route handler: who asks → parse → call → JSON, or a problem document (RFC 9457) for whatever is thrown.
 * A returned `Response` is passed on as it is; a contract without `answer` is 204.
 */
export function handle<
  P extends Schema = undefined,
  Q extends Schema = undefined,
  B extends Schema = undefined,
  A extends Schema = undefined,
>(contract: Contract<P, Q, B, A>, run: (input: Input<P, Q, B>) => Answer<A> | Promise<Answer<A>>): Handler {
  // Casts: the schemas of the contract make what `run` is given.
  const serve = { contract: contract as unknown as Contract, run: run as Handler["run"] };
  const handler = async (request: Request, route: RouteContext): Promise<Response> => {
    const visitor = visitorOf();
    try {
      const ctx = await whoAsks(visitor, request, serve.contract);
      const input = { ctx, request, ...(await parsed(serve.contract, request, route)) };
      return await respond(serve, input);
    } catch (error) {
      return problemResponse(error, request, visitor);
    }
  };
  return Object.assign(handler, serve);
}

type Served = Pick<Handler, "contract" | "run">;
type Parts = Omit<Input<Schema, Schema, Schema>, "ctx" | "request">;
type AnyInput = Input<Schema, Schema, Schema>;

async function respond({ contract, run }: Served, input: AnyInput): Promise<Response> {
  const guarded = guardByTag(contract.resource, input);
  const { request, ctx } = input;
  const status = contract.status ?? 200;
  return once({ request, body: input.body, contract, ctx: guarded.ctx }, async (inner) => {
    const result = await run({ ...guarded, ctx: inner });
    if (result instanceof Response) return result;
    const headers = headersOf(ctx.requestId);
    if (result === undefined) return new Response(null, { status: 204, headers });
    if (request.method === "GET") return answerWithTag(result, request, headers);
    return Response.json(result, { status, headers });
  });
}

async function parsed(contract: Contract, request: Request, route: RouteContext): Promise<Parts> {
  return {
    params: parse(contract.params, await route.params, "params"),
    query: parse(contract.query, queryOf(request), "query"),
    body: contract.body && parse(contract.body, await readJson(request, contract.bodyMaxBytes)),
  } as Parts;
}

function parse(schema: Schema, value: unknown, where?: "params" | "query"): unknown {
  if (!schema) return undefined;
  refuseUnstorable(value, where ? [where] : []);
  const result = schema.safeParse(value);
  if (!result.success) throw invalidInput(result.error, where ? [where] : []);
  return result.data;
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

function problemResponse(error: unknown, request: Request, ctx: Ctx): Response {
  const problem = toProblem(inWords(error), ctx.requestId);
  if (problem.status >= 500) {
    const { method, url } = request;
    ctx.log.error({ err: error, method, path: new URL(url).pathname }, "request failed");
  }
  const headers = new Headers({ ...headersOf(ctx.requestId), "content-type": "application/problem+json" });
  if (typeof problem.retryAfterSeconds === "number")
    headers.set("retry-after", String(problem.retryAfterSeconds));
  // RFC 9110: a 401 says how to be let in.
  if (problem.status === 401) headers.set("www-authenticate", 'Bearer realm="understudy"');
  return Response.json(problem, { status: problem.status, headers });
}

/** Answers depend on who asks, and change: no cache may keep them. */
function headersOf(requestId = ""): Record<string, string> {
  return { "x-request-id": requestId, "cache-control": "no-store" };
}
