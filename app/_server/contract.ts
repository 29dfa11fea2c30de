import type { z } from "zod";
import type { Access, Area } from "#lib/access";
import type { Ctx } from "#lib/db";

export type Schema = z.ZodType | undefined;
export type Parsed<S extends Schema> = S extends z.ZodType ? z.output<S> : undefined;

/**
 * What a route says of itself: read by `handle` to serve it, and by the OpenAPI document (`describeApi`) to describe it.
 */
export interface Contract<
  P extends Schema = Schema,
  Q extends Schema = Schema,
  B extends Schema = Schema,
  A extends Schema = Schema,
> {
  /** What it does, as a sentence that starts with a verb: "List APIs". Unique; names the operation. */
  summary: string;
  /** More for the reader of the documentation, as Markdown. */
  description?: string;
  /** Where it belongs; tokens are given access by area. */
  area: Area;
  params?: P;
  query?: Q;
  body?: B;
  /** What it answers with; absent: nothing (204), or a `file`. */
  answer?: A;
  /** It answers with a file of this media type, in a `Response` of its own. */
  file?: "text/csv" | "application/x-ndjson";
  /** Status of a success that returns a value; default 200. */
  status?: 200 | 201 | 202;
  /**
   * Who may ask. Default `user`: a session, or a token with the scope of this area. `session`: no token. `none`: whoever
   * asks; the verb sees an anonymous actor. `gateway`: as `none`, and the route checks the gateway's telemetry token.
   */
  actor?: "user" | "session" | "gateway" | "none";
  /** Default by the method: GET reads, all others write. Say "read" for a POST that changes nothing. */
  access?: Access;
  /** The GET of the same resource, for PUT, PATCH and DELETE: they then honour If-Match with its ETag. */
  resource?: Handler;
  /** Default 1 MiB. */
  bodyMaxBytes?: number;
}

export interface Input<P extends Schema, Q extends Schema, B extends Schema> {
  ctx: Ctx;
  params: Parsed<P>;
  query: Parsed<Q>;
  body: Parsed<B>;
  request: Request;
}

export interface RouteContext {
  params: Promise<unknown>;
}

/** A route handler that carries its contract. */
export interface Handler {
  (request: Request, route: RouteContext): Promise<Response>;
  contract: Contract;
  /** What it answers, without the web around it. */
  run(input: Input<Schema, Schema, Schema>): unknown;
}

export function isHandler(value: unknown): value is Handler {
  return typeof value === "function" && "contract" in value;
}
