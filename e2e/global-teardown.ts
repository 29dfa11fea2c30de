import { rmSync } from "node:fs";
import { e2eSettings } from "./settings.ts";

/** The product has been stopped by now; what it kept goes too, unless E2E_KEEP wants to look at it. */
export default function removeData(): void {
  if (!process.env["E2E_KEEP"]) rmSync(e2eSettings().dataDir, { recursive: true, force: true });
}
