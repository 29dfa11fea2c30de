/**
 * What the REST API is divided into. Each route belongs to one area: the tag of its operation in the OpenAPI document,
 * and what the scopes of a token name.
 */
export const AREAS = {
  catalogue: "APIs, their versions, documents, operations and drafts.",
  publishing: "Publications, revisions, previews, and what is live.",
  incidents: "Incidents and their alerts, live traffic, and the orders of people on call.",
  consumers: "Applications, plans, subscriptions and keys, and who uses what.",
  governance: "Reviews, rules and waivers.",
  people: "Teams, their members and invitations, and accounts.",
  platform: "Environments, gateways, background jobs, settings and the audit trail.",
  notifications: "Notifications, and the webhooks that carry them.",
  account: "The caller's own account.",
} as const satisfies Record<string, string>;

export type Area = keyof typeof AREAS;
export type Access = "read" | "write";
export type Scope = `${Area}:${Access}`;

export const SCOPES: readonly Scope[] = Object.keys(AREAS).flatMap((area) => [
  // Cast: the keys of AREAS are its areas.
  `${area as Area}:read` as const,
  `${area as Area}:write` as const,
]);

/** Whether scopes allow an access to an area. Who may write may read. */
export function scopesAllow(scopes: readonly Scope[], area: Area, access: Access): boolean {
  return scopes.includes(`${area}:write`) || (access === "read" && scopes.includes(`${area}:read`));
}
