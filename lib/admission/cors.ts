import type { AccessSettings } from "#lib/routing/schema";
import type { Refusal } from "./refusal.ts";

/** A version's CORS settings, prepared: what to say is put together once. */
export interface Cors {
  origins: ReadonlySet<string>;
  any: boolean;
  methods: ReadonlySet<string>;
  /** Beside the allowed origin, on every answer: name, value… */
  onAnswer: readonly string[];
  /** On the answer to a preflight request, too. */
  onPreflight: readonly string[];
}

/** Prepares CORS settings. `keyHeader`: pages may send keys in it. */
export function prepareCors(cors: NonNullable<AccessSettings["cors"]>, keyHeader: string | undefined): Cors {
  const headers = new Set(["authorization", "content-type", ...(keyHeader === undefined ? [] : [keyHeader])]);
  for (const header of cors.headers) headers.add(header);
  const exposed = ["ratelimit", "ratelimit-policy", "retry-after", "x-request-id", ...cors.exposeHeaders];
  return {
    origins: new Set(cors.origins),
    any: cors.origins.includes("*"),
    methods: new Set(cors.methods),
    onAnswer: [
      ...(cors.credentials ? ["Access-Control-Allow-Credentials", "true"] : []),
      "Access-Control-Expose-Headers",
      [...new Set(exposed)].join(", "),
    ],
    onPreflight: [
      ...(cors.credentials ? ["Access-Control-Allow-Credentials", "true"] : []),
      "Access-Control-Allow-Methods",
      cors.methods.join(", "),
      "Access-Control-Allow-Headers",
      [...headers].join(", "),
      "Access-Control-Max-Age",
      String(cors.maxAgeSeconds),
    ],
  };
}

/** What an answer to a page of this origin says about it (Fetch standard, CORS protocol): name, value… */
export function corsHeaders(cors: Cors, origin: string | undefined): readonly string[] {
  const allowed = allowedOrigin(cors, origin);
  if (allowed === undefined) return VARY;
  return ["Access-Control-Allow-Origin", allowed, ...cors.onAnswer, ...(cors.any ? [] : VARY)];
}

/** What to answer to a preflight request: the headers of a 204, or why not. An origin that is not listed is never repeated. */
export function answerPreflight(
  cors: Cors,
  asked: { origin: string | undefined; method: string },
): { ok: true; headers: readonly string[] } | { ok: false; refusal: Refusal } {
  const allowed = allowedOrigin(cors, asked.origin);
  if (allowed === undefined)
    return refuse("Pages of this origin may not call this API. Its owner lists those that may.");
  if (!cors.methods.has(asked.method)) return refuse("Pages may not call this API with this method.");
  const vary = cors.any ? [] : VARY;
  return { ok: true, headers: ["Access-Control-Allow-Origin", allowed, ...cors.onPreflight, ...vary] };
}

const VARY = ["Vary", "Origin"];

function allowedOrigin({ any, origins }: Cors, origin: string | undefined): string | undefined {
  if (any) return "*";
  return origin !== undefined && origins.has(origin) ? origin : undefined;
}

function refuse(detail: string): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: { status: 403, reason: "origin", detail } };
}
