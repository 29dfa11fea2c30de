/*
 * `npm run demo`: the product with a retail company in it. `storefront` has two platforms as real local servers; stop
 * the primary (a button on the control page, or `npm run demo:stop-primary`) and nobody notices.
 *
 * DATA_DIR (./.understudy-demo), DEMO_PORT (9100, and the four after it), DEMO_TRAFFIC (requests per second; 5, 0 = none).
 */
import { networkInterfaces } from "node:os";
import { launcherConfig } from "#lib/config";
import { bold, dim, done, line, warn } from "../scripts/bootstrap/say.js";
import { startInstallation, type Installation } from "../scripts/launcher/installation.ts";
import { checkPorts } from "../scripts/launcher/ports.ts";
import { runUntilStopped } from "../scripts/launcher/run-until-stopped.ts";
import { serveControl } from "./control-server.ts";
import { loadDemoFile, type DemoFile } from "./demo-file.ts";
import { startPlatform, type Platform, type PlatformPlan } from "./platforms.ts";
import { retailApis } from "./retail-apis.ts";
import { seedDemo } from "./seed.ts";
import { PEOPLE } from "./seed-people.ts";
import { makeTraffic } from "./traffic.ts";

const ADMIN = "admin@retail.example";
const base = numberFrom("DEMO_PORT", 9100);
const perSecond = Math.min(50, numberFrom("DEMO_TRAFFIC", 5));
const local = (port: number) => `http://127.0.0.1:${port}`;
const here = "127.0.0.1" as const;
/** What stands in is on another address, as a critical API's fallback must be; without IPv6 there is only one. */
const elsewhere = hasIpv6() ? "::1" : here;
const PLANS: PlatformPlan[] = [
  { name: "primary", host: here, port: base + 1, documents: ["storefront"] },
  { name: "secondary", host: elsewhere, port: base + 2, documents: ["storefront"] },
  {
    name: "services",
    host: here,
    port: base + 3,
    documents: ["payments", "accounts", "search", "shipping", "loyalty"],
  },
  { name: "backup", host: elsewhere, port: base + 4, documents: ["payments", "accounts"] },
];
const urlOf = ({ host, port }: PlatformPlan) => `http://${host === "::1" ? "[::1]" : host}:${port}`;
const urlNamed = (name: string): string => {
  const plan = PLANS.find((one) => one.name === name);
  if (!plan) throw new Error(`There is no platform ${name}.`);
  return urlOf(plan);
};

await runUntilStopped(async (closers) => {
  const dataDir = process.env["DATA_DIR"] || "./.understudy-demo";
  const settings = { ...process.env, ADMIN_EMAIL: ADMIN, DATA_DIR: dataDir };
  const { dataDir: folder, host } = launcherConfig(settings);
  if (host !== "127.0.0.1") warn("HOST is not 127.0.0.1: others on the network reach this demo.");
  const file = loadDemoFile(folder, base);
  const config = launcherConfig({ ...settings, ADMIN_PASSWORD: file.password });
  const ports = [base, ...PLANS.map((plan) => plan.port)].map((port) => ({ setting: "DEMO_PORT", port }));
  await checkPorts("127.0.0.1", ports, 2_000);

  const platforms = PLANS.map(startPlatform);
  await closers.add(async () => void (await Promise.all(platforms.map((platform) => platform.kill()))));
  const installation = await startInstallation(
    { config, outer: process.env, voice: { say: done, warn } },
    closers,
  );
  const apis = retailApis({
    primary: urlNamed("primary"),
    secondary: urlNamed("secondary"),
    services: urlNamed("services"),
    backup: urlNamed("backup"),
  });
  await seedDemo(installation.installed, apis, { password: file.password, isOneHost: elsewhere === here });

  const gatewayUrl = local(config.ports.GATEWAY_PORT);
  const others = apis.slice(1).map((api) => `/${api.slug}/v1${api.sample}`);
  const traffic = makeTraffic(gatewayUrl, perSecond, others);
  traffic.start();
  await closers.add(() => traffic.stop());
  const control = await serveControl({
    port: base,
    token: file.token,
    state: () => ({
      portalUrl: config.portalUrl,
      platforms: platforms.map(({ plan, isRunning }) => ({
        name: plan.name,
        url: urlOf(plan),
        isRunning,
      })),
      traffic: traffic.state(),
    }),
    platform: (name, verb) => switchPlatform(platforms, name, verb),
    traffic: (verb) => traffic[verb](),
  });
  await closers.add(() => control.closeAllConnections());
  announce(installation, file);
});

async function switchPlatform(platforms: Platform[], name: string, verb: "start" | "stop"): Promise<boolean> {
  const platform = platforms.find(({ plan }) => plan.name === name);
  if (!platform) return false;
  if (verb === "start") platform.start();
  else await platform.kill();
  return true;
}

function announce({ installed: { config }, late }: Installation, file: DemoFile): void {
  for (const name of late)
    warn(`The ${name} does not answer yet; ${config.dataDir}/logs/${name}.log says why.`);
  line();
  line(`Portal        ${bold(`${config.portalUrl}/apis/storefront`)}`);
  line(`Gateway       ${bold(`${local(config.ports.GATEWAY_PORT)}/storefront/v1/products`)}`);
  line(`Demo control  ${bold(local(base))}`);
  line();
  line(`Sign in as    ${bold(ADMIN)} ${dim("(administrator)")}`);
  for (const { email, name, role } of PEOPLE) line(`              ${email} ${dim(`(${name}, ${role})`)}`);
  line(`Password      ${bold(file.password)} ${dim("for all of them")}`);
  line();
  line(`Stop the primary with its button on the demo control page, or ${bold("npm run demo:stop-primary")};`);
  line(`${bold("npm run demo:start-primary")} brings it back. Ctrl-C stops everything.`);
  line();
}

function hasIpv6(): boolean {
  return Object.values(networkInterfaces()).some((one) => one?.some(({ address }) => address === "::1"));
}

function numberFrom(name: string, otherwise: number): number {
  const given = process.env[name];
  if (given === undefined || given === "") return otherwise;
  const number = Number(given);
  if (Number.isInteger(number) && number >= 0 && number <= 65_000) return number;
  throw new Error(`${name} is not a whole number from 0 to 65000.`);
}
