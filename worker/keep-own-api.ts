import { keepOwnApi } from "#lib/catalogue";
import { DOCUMENT_MAX_BYTES } from "#lib/openapi/schema";
import { systemCtx, type WorkerContext } from "./worker-context.ts";

/** The background job's name. */
export const KEEP_OWN_API_TASK = "keep-own-api";
/** After the worker's start: a portal that starts beside it is up by then. */
export const KEEP_OWN_API_DELAY_MS = 20_000;

const TIMEOUT_MS = 30_000;

/**
 * Puts the document of our own REST API, as the portal serves it, into the catalogue. Throws while the portal does not
 * answer: the job is tried again.
 */
export async function keepOwnApiCurrent(
  context: Pick<WorkerContext, "db" | "log" | "portalUrl">,
): Promise<void> {
  const address = `${context.portalUrl}/api/v1/openapi.json`;
  const response = await fetch(address, { redirect: "error", signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  const done = await keepOwnApi(systemCtx(context), await readText(response));
  if (done !== "unchanged") context.log.info({ done }, "our own API in the catalogue");
}

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let sizeBytes = 0;
  let text = "";
  for await (const chunk of response.body ?? []) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > DOCUMENT_MAX_BYTES)
      throw new Error("the portal's document is larger than a document may be");
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
