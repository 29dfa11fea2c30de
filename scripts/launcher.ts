/*
 * Runs a whole installation on one machine: PostgreSQL (unless DATABASE_URL names one), portal, worker and one gateway.
 * `npm start` gets here once everything is installed and built.
 */
import { launcherConfig } from "#lib/config";
import { bold, dim, done, line, warn } from "./bootstrap/say.js";
import { startInstallation, type Installation } from "./launcher/installation.ts";
import { runUntilStopped } from "./launcher/run-until-stopped.ts";

await runUntilStopped(async (closers, startedMs) => {
  const config = launcherConfig();
  const installation = await startInstallation(
    { config, outer: process.env, voice: { say: done, warn } },
    closers,
  );
  announce(installation, startedMs);
});

function announce({ installed, firstAdmin, late }: Installation, startedMs: number): void {
  const { config } = installed;
  const at = (port: number) => `http://${config.reachableHost}:${port}`;
  for (const name of late)
    warn(`The ${name} does not answer yet; ${config.dataDir}/logs/${name}.log says why.`);
  line();
  line(`Portal    ${bold(config.portalUrl)}`);
  line(`Gateway   ${bold(config.gateway.url)}   ${dim(`environment ${config.gateway.environment}`)}`);
  line(`          ${at(config.ports.GATEWAY_ADMIN_PORT)}   ${dim("/healthz /readyz /metrics")}`);
  line(`Data      ${config.dataDir}   ${dim("database, secrets, logs, snapshots")}`);
  if (firstAdmin.created) {
    line();
    line(`First administrator   ${bold(firstAdmin.email)}`);
    const { generatedPassword } = firstAdmin;
    if (generatedPassword)
      line(`Password              ${bold(generatedPassword)}   ${dim("shown this once")}`);
  }
  line();
  line(dim(`Up in ${((Date.now() - startedMs) / 1000).toFixed(1)} s. Ctrl-C stops everything.`));
  line();
}
