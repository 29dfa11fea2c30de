import type { KeyObject } from "node:crypto";
import type { EndedDocument } from "#lib/catalogue";
import { verifyDocument } from "#lib/signing";
import type { Entry } from "#lib/store";

/**
 * What a document of the store says, if all it says is that something has ended, and the portal has signed it. Only this may be
 * signed anew on the store's own word: with a stolen key and write access to the store it takes nothing from anybody.
 */
export function endedBody(
  entry: Pick<Entry, "key" | "value">,
  { keys, nowMs }: { keys: readonly KeyObject[]; nowMs: number },
): EndedDocument["body"] | undefined {
  const verified = verifyDocument({ key: entry.key, text: entry.value }, keys);
  if (!verified.ok) return undefined;
  const { body } = verified.document;
  switch (body.kind) {
    case "tombstone":
      return body;
    case "controls":
      return { ...body, controls: {} };
    case "credential":
      return body.state === "revoked" || (body.notAfterMs ?? Infinity) <= nowMs ? body : undefined;
    case "route":
    case "egress":
    case "application":
      return undefined;
  }
}
