/** Where clients say who they are. */
const CREDENTIAL_HEADERS = ["authorization", "x-api-key", "cookie"] as const;

interface WithHeaders {
  header(name: string): string | undefined;
  /** Id of the application that calls; absent or "": nobody asked. */
  readonly application?: string;
}

export function isIdentified(request: WithHeaders): boolean {
  return hasApplication(request) || CREDENTIAL_HEADERS.some((name) => request.header(name) !== undefined);
}

/** What the client sends to be known by, as one text; the same for all that send nothing. */
export function credentialOf(request: WithHeaders): string {
  const sent = CREDENTIAL_HEADERS.map((name) => request.header(name) ?? "").join("\n");
  // Its key may have stood in a header that only this version takes.
  return hasApplication(request) ? `${sent}\n${request.application}` : sent;
}

function hasApplication({ application }: WithHeaders): boolean {
  return application !== undefined && application !== "";
}
