/** Where clients say who they are. */
const CREDENTIAL_HEADERS = ["authorization", "x-api-key", "cookie"] as const;

interface WithHeaders {
  header(name: string): string | undefined;
}

export function isIdentified(request: WithHeaders): boolean {
  return CREDENTIAL_HEADERS.some((name) => request.header(name) !== undefined);
}

/** What the client sends to be known by, as one text; the same for all that send nothing. */
export function credentialOf(request: WithHeaders): string {
  return CREDENTIAL_HEADERS.map((name) => request.header(name) ?? "").join("\n");
}
