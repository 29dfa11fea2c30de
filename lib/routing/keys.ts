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
