/*
 * What Playwright starts: the product, as `npm start` runs it. Playwright stops it after its own teardown, so the data
 * of the run is removed here, once the product has ended (E2E_KEEP keeps it).
 */
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { inProject } from "../scripts/bootstrap/project.js";

const dataDir = process.env.DATA_DIR ?? "";
const product = spawn(process.execPath, [inProject("scripts/start.js")], { stdio: "inherit" });
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"]))
  process.on(signal, () => product.kill(signal));
product.on("exit", (code) => {
  if (dataDir && !process.env.E2E_KEEP) rmSync(dataDir, { recursive: true, force: true });
  process.exit(code ?? 1);
});
