import { z } from "zod";
import type { Snapshot } from "#lib/store";

/** What lies under a key, as far as the reconcile loop must know. */
export interface StockedDocument {
  storeRevision: number;
  publicationId: string | undefined;
  digest: string;
  text: string;
}

// Not the whole document: a look at a store of 100 000 must not cost a full validation of each.
const Outline = z.object({ digest: z.string(), body: z.object({ publicationId: z.string().optional() }) });

/** The documents of a store by key. What cannot be read counts as absent, and so is written again. */
export function takeStock(snapshot: Snapshot): Map<string, StockedDocument> {
  const stock = new Map<string, StockedDocument>();
  for (const { key, value, storeRevision } of snapshot.entries) {
    const outline = readOutline(value);
    if (!outline) continue;
    stock.set(key, {
      storeRevision,
      text: value,
      digest: outline.digest,
      publicationId: outline.body.publicationId,
    });
  }
  return stock;
}

function readOutline(text: string): z.infer<typeof Outline> | undefined {
  try {
    return Outline.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
