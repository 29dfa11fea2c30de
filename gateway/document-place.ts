import { applicationKey, controlsKey, EGRESS_KEY, routeKey } from "#lib/routing";
import { SignedDocument, type DocumentBody } from "#lib/routing/schema";

/** A key that gateways read; others are for later versions. */
export function isRead(key: string): boolean {
  return /^(?:routes\/|controls\/|applications\/|credentials\/|settings\/egress$)/.test(key);
}

const CREDENTIAL_KEY = /^credentials\/[0-9a-f]{64}$/;

/** Why a good document is at a key that is not its own, or of another environment; undefined when it is in its place. */
export function placeProblem(key: string, body: DocumentBody, environment: string): string | undefined {
  if (body.environment !== environment) return `it is for the environment ${body.environment}`;
  // A key's document does not repeat the SHA-256: the signature says that it belongs here.
  if (body.kind === "credential")
    return CREDENTIAL_KEY.test(key) ? undefined : "it belongs at credentials/<SHA-256 of the key>";
  const own = keyOf(body);
  return own === key ? undefined : `it belongs at ${own}`;
}

function keyOf(body: Exclude<DocumentBody, { kind: "credential" }>): string {
  if (body.kind === "egress") return EGRESS_KEY;
  if (body.kind === "application") return applicationKey(body.application.id);
  const { api, version } = body;
  return body.kind === "controls" ? controlsKey(api.slug, version.name) : routeKey(api.slug, version.name);
}

/** Parses what was verified before it was kept. Of keys there may be very many: the schema is not asked about them again. */
export function verifiedBefore(key: string, value: string): SignedDocument {
  const document: unknown = JSON.parse(value);
  return key.startsWith("credentials/") ? (document as SignedDocument) : SignedDocument.parse(document);
}
