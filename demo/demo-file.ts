import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What the demo remembers between runs, in `<dataDir>/demo.json` (mode 0600). */
export interface DemoFile {
  /** Of everybody in the demo. */
  password: string;
  /** For the control page and the commands. */
  token: string;
  controlPort: number;
}

/** Reads it, or makes it. The addresses of the demo's servers are in published documents, so the port stays. */
export function loadDemoFile(dataDir: string, controlPort: number): DemoFile {
  const path = join(dataDir, "demo.json");
  const known = read(path);
  if (known && known.controlPort !== controlPort) {
    throw new Error(
      `The demo in ${dataDir} was made with DEMO_PORT ${known.controlPort}.\n` +
        "Start it with that, or delete the folder to make it anew.",
    );
  }
  if (known) return known;
  const made = {
    password: randomBytes(9).toString("base64url"),
    token: randomBytes(18).toString("base64url"),
    controlPort,
  };
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  writeFileSync(`${path}.new`, JSON.stringify(made, null, 2), { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return made;
}

function read(path: string): DemoFile | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as DemoFile;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
