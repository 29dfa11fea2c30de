import { join } from "node:path";

/** How much of the last good answers a gateway keeps, all its processes together. */
export interface StaleBounds {
  memoryBytes: number;
  /** 0: none on disk. */
  diskBytes: number;
}

const MIB = 1024 * 1024;

export const STALE_BOUNDS: StaleBounds = { memoryBytes: 64 * MIB, diskBytes: 256 * MIB };

/** Where they are on disk, and how much of them; undefined where none are. */
export function staleFolder(gateway: {
  snapshotDir: string;
  stale?: StaleBounds;
}): { folder: string; maxBytes: number } | undefined {
  const { diskBytes } = gateway.stale ?? STALE_BOUNDS;
  return diskBytes > 0 ? { folder: join(gateway.snapshotDir, "stale"), maxBytes: diskBytes } : undefined;
}
