import { hash } from "node:crypto";
import type { Ctx, Db, Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import type { Handler, Input, Schema } from "./contract.ts";

type AnyInput = Input<Schema, Schema, Schema>;

/** A strong entity tag (RFC 9110 §8.8.3): what one reader was shown of a resource, as a digest. */
function tagOf(json: string): string {
  return `"${hash("sha256", json, "base64url").slice(0, 27)}"`;
}

/** The JSON answer to a GET with its `ETag`; 304 where the asker has it already (`If-None-Match`). */
export function answerWithTag(result: unknown, request: Request, headers: Record<string, string>): Response {
  const json = JSON.stringify(result);
  const etag = tagOf(json);
  const tagged = { ...headers, etag };
  if (names(request.headers.get("if-none-match"), etag)) {
    return new Response(null, { status: 304, headers: tagged });
  }
  return new Response(json, { headers: { ...tagged, "content-type": "application/json" } });
}

/**
 * Makes a change of a resource wait for other changes of it, and refuses it in its transaction when the resource is no
 * longer what `If-Match` names: `stale` (412). A PUT by token that names nothing, and carries no `etag` in its body, is
 * `precondition_required` (428): it would overwrite what its sender has not seen.
 */
export function guardByTag(resource: Handler | undefined, input: AnyInput): AnyInput {
  const { request, ctx } = input;
  const wanted = request.headers.get("if-match");
  if (!resource) {
    if (wanted !== null)
      throw new AppError("invalid", "This cannot be done under a condition: leave If-Match out.");
    return input;
  }
  if (wanted === null && mustName(input)) throw unnamed();
  let isChecked = false;
  const before = async (tx: Tx): Promise<void> => {
    if (isChecked) return;
    isChecked = true;
    const { pathname } = new URL(request.url);
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${pathname}, 0))`;
    if (wanted === null || wanted.trim() === "*") return;
    if (!names(wanted, tagOf(JSON.stringify(await current(resource, input, tx))))) throw changed();
  };
  return { ...input, ctx: { ...ctx, within: { ...ctx.within, before } } };
}

function mustName({ ctx, request, body }: AnyInput): boolean {
  const byToken = ctx.actor.kind === "user" && ctx.actor.token !== undefined;
  const namesInBody = typeof body === "object" && body !== null && "etag" in body;
  return byToken && request.method === "PUT" && !namesInBody;
}

/** The resource as its GET shows it to the same reader, read in the transaction of the change. */
function current(resource: Handler, { params, request, ctx }: AnyInput, tx: Tx): unknown {
  const query = resource.contract.query?.parse({});
  // Cast: reading verbs open no transaction of their own.
  const reading: Ctx = { ...ctx, db: tx as unknown as Db };
  return resource.run({ ctx: reading, params, query, body: undefined, request } as AnyInput);
}

/** Weak marks are dropped: a proxy that compresses answers puts them on. */
function names(header: string | null, etag: string): boolean {
  if (header === null) return false;
  if (header.trim() === "*") return true;
  return header.split(",").some((one) => one.trim().replace(/^W\//, "") === etag);
}

function changed(): AppError {
  return new AppError("stale", "It has changed since you read it. Read it again, and decide anew.");
}

function unnamed(): AppError {
  return new AppError(
    "precondition_required",
    "Send If-Match with the ETag of what you read, so that nobody's change is overwritten unseen; `*` overwrites.",
  );
}
