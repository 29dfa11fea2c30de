/** Where a version's document lies, relative to its environment. */
export function routeKey(api: string, version: string): string {
  return `routes/${api}/${version}`;
}

/** Where the orders of people on call for a version lie, relative to its environment. */
export function controlsKey(api: string, version: string): string {
  return `controls/${api}/${version}`;
}

/** Where the egress settings lie, relative to their environment. */
export const EGRESS_KEY = "settings/egress";

/** Where an application and its subscriptions lie, relative to their environment. */
export function applicationKey(applicationId: string): string {
  return `applications/${applicationId}`;
}

/** Where a key of an application lies, by the lower-case hex of its SHA-256. */
export function credentialKey(sha256: string): string {
  return `credentials/${sha256}`;
}
