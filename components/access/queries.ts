import { queryOptions } from "@tanstack/react-query";
import { api } from "@/components/ui/api.ts";
import type { SaveAccess, VersionAccess } from "#lib/catalogue/schema";

const path = (slug: string, version: string): `/${string}` => `/apis/${slug}/versions/${version}/access`;

/** Who may call a version. */
export const accessQuery = (slug: string, version: string) =>
  queryOptions({
    queryKey: ["apis", slug, "access", version],
    queryFn: ({ signal }) => api<VersionAccess>(path(slug, version), { signal }),
  });

export function saveAccess(slug: string, version: string, body: SaveAccess): Promise<VersionAccess> {
  return api<VersionAccess>(path(slug, version), { method: "PUT", body });
}
