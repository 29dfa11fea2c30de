import type { FindApi } from "#lib/fallback";
import type { ChainPartDto } from "#lib/publishing/schema";

/** Other APIs as the portal told of them, for putting chains together. */
export function findAmong(parts: readonly ChainPartDto[]): FindApi {
  return (api, version) => {
    const part = parts.find((one) => one.api === api && one.version === version);
    if (!part) return undefined;
    const { published, isBlocked } = part;
    return { label: `${api} ${version}`, isBlocked, ...(published ? { published } : {}) };
  };
}
