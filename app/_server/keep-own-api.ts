import { keepOwnApi } from "#lib/catalogue";
import { apiDocument } from "./api-document.ts";
import { ctxOf } from "./ctx-of.ts";
import { instance } from "./instance.ts";

/** Puts the document of our own REST API into the catalogue. What goes wrong is logged: the portal serves without it. */
export async function keepOwnApiCurrent(): Promise<void> {
  const ctx = ctxOf({ kind: "system", id: "portal", name: "Portal" });
  try {
    const document = await apiDocument(instance().config.portalUrl);
    const done = await keepOwnApi(ctx, JSON.stringify(document, null, 2));
    if (done !== "unchanged") ctx.log.info({ done }, "own API in the catalogue");
  } catch (error) {
    ctx.log.error({ err: error }, "our own API could not be put into the catalogue");
  }
}
