import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new folder under the system's temporary one, which a server that runs as another user may pass through. */
export function temporaryFolder(purpose: string): string {
  const folder = mkdtempSync(join(tmpdir(), `understudy-${purpose}-`));
  chmodSync(folder, 0o711);
  return folder;
}
