import type { Ctx, Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { claimRequest, type Claim, type Replay } from "#lib/idempotency";
import { canonicalJson } from "#lib/ids";
import type { Contract } from "./contract.ts";
import { instance } from "./instance.ts";

interface Asked {
  request: Request;
  body: unknown;
  contract: Contract;
  ctx: Ctx;
}

/**
 * Does what a POST with an `Idempotency-Key` asks for at most once: a repeated request gets the answer of the first,
 * marked with `Idempotency-Replayed`. What fails leaves the key unused. Other requests pass.
 */
export async function once(asked: Asked, respond: (ctx: Ctx) => Promise<Response>): Promise<Response> {
  const key = keyOf(asked);
  if (key === undefined) return respond(asked.ctx);
  const { ctx, contract } = asked;
  const found = await claimRequest({ ...claimed(asked), key });
  if ("answer" in found) return replayed(found, ctx);
  const after = (tx: Tx, result: unknown) =>
    found.keep(tx, { status: statusOf(result, contract), answer: jsonOf(result) });
  try {
    const response = await respond({ ...ctx, within: { ...ctx.within, after } });
    await finish(found, response);
    return response;
  } catch (error) {
    await found.release();
    throw error;
  }
}

/** The key as it was sent, or as a structured field's string (RFC 9651). */
function keyOf({ request, contract, ctx }: Asked): string | undefined {
  const given = request.headers.get("idempotency-key");
  const isChange = request.method === "POST" && contract.access !== "read" && ctx.actor.kind === "user";
  if (given === null || !isChange) return undefined;
  const key = given.trim().replace(/^"(.*)"$/, "$1");
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new AppError("invalid", "An Idempotency-Key has 1 to 255 printable characters, such as a UUID.");
}

function claimed({ request, body, ctx }: Asked) {
  const { pathname, search } = new URL(request.url);
  const text = body === undefined ? "" : canonicalJson(body);
  return {
    db: ctx.db,
    now: ctx.now,
    sender: ctx.actor.id,
    request: `${request.method} ${pathname}${search}\n${text}`,
    sealingKey: instance().sealingKey,
  };
}

async function finish(claim: Claim, response: Response): Promise<void> {
  const isJson =
    response.headers.get("content-type")?.startsWith("application/json") ?? response.status === 204;
  if (!isJson) return claim.release();
  await claim.finish({ status: response.status, answer: await response.clone().text() });
}

function replayed({ status, answer }: Replay, ctx: Ctx): Response {
  const headers = {
    "x-request-id": ctx.requestId ?? "",
    "cache-control": "no-store",
    "idempotency-replayed": "true",
    ...(answer === "" ? {} : { "content-type": "application/json" }),
  };
  return new Response(answer === "" ? null : answer, { status, headers });
}

function statusOf(result: unknown, contract: Contract): number {
  return result === undefined ? 204 : (contract.status ?? 200);
}

function jsonOf(result: unknown): string {
  return result === undefined ? "" : JSON.stringify(result);
}
