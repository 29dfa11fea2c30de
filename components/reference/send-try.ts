import type { VersionRef } from "@/components/publishing/queries.ts";
import { api } from "@/components/ui/api.ts";
import type { CallSettings, TryAnswer, TryRequest } from "#lib/reference/schema";
import { formDataOf, type FormPart } from "./form-parts.ts";
import type { Composed, Filled } from "./request-of.ts";

/** A request that was answered, as the page remembers it. */
export interface Tried {
  id: string;
  at: string;
  method: string;
  /** Path and query. */
  target: string;
  filled: Filled;
  answer: TryAnswer;
}

let count = 0;

/** The form as bytes, with the header that names its boundary: the browser's own writing of it. */
async function encoded(
  form: FormPart[],
  { headers }: Composed,
): Promise<{ headers: Composed["headers"]; body: { base64: string } }> {
  const response = new Response(formDataOf(form));
  const type = response.headers.get("content-type") ?? "multipart/form-data";
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { headers: [...headers, ["Content-Type", type]], body: { base64: base64Of(bytes) } };
}

/** In pieces of three bytes' multiples: an argument list has its limit. */
function base64Of(bytes: Uint8Array): string {
  const PIECE = 3 * 8_192;
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE)
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + PIECE)));
  return text;
}

interface Sending {
  versionRef: VersionRef;
  call: CallSettings;
  composed: Composed;
  filled: Filled;
}

/** Has the portal send the request. Throws ProblemError when there was no answer, or the signal's reason. */
export async function sendTry(
  { versionRef: { slug, version }, call, composed, filled }: Sending,
  signal: AbortSignal,
): Promise<Tried> {
  const { method, path, query, form } = composed;
  const { headers, body } = form ? await encoded(form, composed) : composed;
  const request = {
    environment: call.environment,
    method,
    path,
    query,
    headers: headers.map(([name, value]) => ({ name, value })),
    body,
    ...(filled.application ? { application: filled.application } : {}),
  };
  const answer = await api<TryAnswer>(`/apis/${slug}/versions/${version}/tries`, {
    method: "POST",
    body: request satisfies Omit<TryRequest, "method"> & { method: string },
    signal,
  });
  return {
    id: `try-${(count += 1)}`,
    at: new Date().toISOString(),
    method,
    target: query ? `${path}?${query}` : path,
    filled,
    answer,
  };
}
