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

/**
 * Who calls, as far as targets can know it: the application, and what it passes on of its credentials, which may be an end
 * user's. What let it in here and is taken out is not part of it. Nobody asked: the same as all that was sent.
 */
export function consumerOf(request: WithHeaders & { isPassedOn(name: string): boolean }): string {
  if (!hasApplication(request)) return credentialOf(request);
  const passed = CREDENTIAL_HEADERS.map((name) => (request.isPassedOn(name) ? request.header(name) : ""));
  // Without a line break: no text of the other kind, which clients write, can be the same.
  return JSON.stringify([request.application, ...passed]);
}

function hasApplication({ application }: WithHeaders): boolean {
  return application !== undefined && application !== "";
}
