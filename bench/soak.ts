/*
 * `npm run soak -- [--minutes 30] [--store etcd|postgres] [--rate 300]`: a whole installation under mixed faults, at a
 * steady rate. Fails when a request is lost that the policy promised to save, or memory or descriptors grow.
 * DATABASE_URL may name an empty PostgreSQL to use; it is then not restarted.
 */
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startInstallation, type StoreKind } from "./installation.ts";
import { Faults } from "./soak/faults.ts";
import { FaultyUpstream } from "./soak/faulty-upstream.ts";
import { makeApi, PATH } from "./soak/policy.ts";
import { Publishing } from "./soak/publishing.ts";
import { report } from "./soak/report.ts";
import { Samples } from "./soak/samples.ts";
import { Traffic } from "./soak/traffic.ts";

const GATEWAYS = 2;
/** Load without faults before anything is measured: code is compiled and pools are filled. */
const WARM_UP_MS = 15_000;
/** Long enough for kept connections to be given up. */
const QUIET_MS = 8_000;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    store: { type: "string", default: "etcd" },
    rate: { type: "string", default: "300" },
  },
});
process.exitCode = await soak({
  minutes: Number(values.minutes),
  store: values.store === "postgres" ? "postgres" : "etcd",
  perSecond: Number(values.rate),
});

interface SoakOptions {
  minutes: number;
  store: StoreKind;
  perSecond: number;
}

async function soak({ minutes, store, perSecond }: SoakOptions): Promise<number> {
  const { DATABASE_URL } = process.env;
  const installation = await startInstallation({ gateways: GATEWAYS, store, databaseUrl: DATABASE_URL });
  // Addresses of their own make failure domains of their own.
  const upstreams = ["127.0.0.2", "127.0.0.3", "127.0.0.4"].map((host) => new FaultyUpstream(host));
  try {
    await Promise.all(upstreams.map((upstream) => upstream.start()));
    const publishing = new Publishing(installation, upstreams);
    await makeApi(installation);
    await publishing.once();
    await publishing.applied();
    const faults = new Faults({
      upstreams: upstreams.slice(0, 2),
      servers: installation.servers,
      publish: () => publishing.once(),
    });
    const urls = installation.gateways.map(({ url }) => `${url}${PATH}`);
    const load = () => new Traffic({ urls, perSecond, faults: () => faults.now() });
    await warmUp(load());
    const samples = new Samples(installation.gateways);
    await samples.begin();
    console.log(`${minutes} minutes at ${perSecond} requests/s over ${GATEWAYS} gateways, store: ${store}`);
    const traffic = load();
    faults.start();
    await Promise.race([delay(minutes * 60_000), samples.failure]);
    await faults.stop();
    const counts = await traffic.stop();
    // What was published last, during whatever fault, is in force in the end.
    await publishing.once();
    await publishing.applied();
    await delay(QUIET_MS);
    return report({
      counts,
      samples: await samples.end(),
      faults: faults.counts,
      publishes: publishing.count,
      minutes,
    });
  } finally {
    await Promise.all(upstreams.map((upstream) => upstream.kill()));
    await installation.stop();
  }
}

async function warmUp(traffic: Traffic): Promise<void> {
  await delay(WARM_UP_MS);
  await traffic.stop();
  await delay(QUIET_MS);
}
