import { newKey } from "#lib/credentials";
import type { FallbackPolicy } from "#lib/fallback/schema";
import { GATEWAY_NODE_OPTIONS } from "../gateway/node-options.ts";
import { median, percentile, rounded } from "./figures.ts";
import { freePort } from "./free-port.ts";
import { pacedLoad, type LoadOptions, type LoadResult } from "./paced-load.ts";
import { startPeer } from "./peers.ts";
import { LOAD_CORE, MEASURED_CORE, pinSelf, startNode, type PinnedProcess } from "./pinned-process.ts";

const ROUNDS = 24;
const ROUND_MS = 1_000;
/**
 * Load before a round that is not counted: whoever was idle while the others had their turn, with connections to open and cold
 * caches, is measured as it runs and not as it begins.
 */
const LEAD_IN_MS = 700;
/** V8 goes on compiling for ten to fifteen seconds of load; with less the first rounds measure that. */
const WARM_UP_MS = 15_000;
const CONNECTIONS = 64;
/** Three quarters of what the slowest can do on one core: nobody queues, and nobody pays for waking up alone. */
const RATE = 5_200;
const ROUTES = 10_000;
/** From the upstream's answer. */
const EXPECT = '"id":1';
const PATH = `/api-${ROUTES / 2}/items/42`;
/** A route that is open to everyone. */
const OPEN_PATH = `/api-${ROUTES / 2 + 1}/items/42`;
const OPEN = "gateway, open";
/** Sent to all; the gateway asks for it. */
const API_KEY = newKey("production");

interface Contestant {
  name: string;
  port: number;
  process: PinnedProcess | undefined;
  path: string;
  cpuUsPerRequest: number[];
  p50Ms: number[];
  p99Ms: number[];
  lost: number;
}

/**
 * CPU time per request of the gateway with everything on, of plain proxies with one route, and of our own front and client
 * with nothing between them. Same machine, same minute, same load below saturation, one core each, rounds in turn.
 */
export async function main(): Promise<void> {
  pinSelf(LOAD_CORE);
  const running: { stop(): Promise<void> }[] = [];
  try {
    const upstream = await startNode("json-upstream.ts", {
      core: LOAD_CORE,
      port: await freePort(),
      args: [],
    });
    running.push(upstream);
    const contestants = [contestant("direct", upstream.port, undefined)];
    for (const name of ["nginx", "haproxy", "caddy"] as const) {
      const peer = await startPeer(name, { port: await freePort(), upstream: upstream.port });
      if (!peer) {
        // Said before the table: a missing row would look like an oversight.
        console.log(`${name} is not installed: no figure for it (apt-get install ${name})`);
        continue;
      }
      running.push(peer);
      contestants.push(contestant(name, peer.process.port, peer.process));
    }
    const bare = await startNode("bare-proxy.ts", {
      core: MEASURED_CORE,
      port: await freePort(),
      args: [String(upstream.port)],
    });
    running.push(bare);
    contestants.push(contestant("bare loop", bare.port, bare));
    const policy = JSON.stringify([chainOf(upstream.port)]);
    const gateway = await startNode("gateway-process.ts", {
      core: MEASURED_CORE,
      port: await freePort(),
      args: [String(ROUTES), policy, API_KEY],
      nodeOptions: GATEWAY_NODE_OPTIONS,
      readyPath: `/api-${ROUTES - 1}/items/42`,
    });
    running.push(gateway);
    contestants.push(contestant("gateway", gateway.port, gateway));
    contestants.push({ ...contestant(OPEN, gateway.port, gateway), path: OPEN_PATH });
    await measure(contestants);
    report(contestants);
  } finally {
    await Promise.all(running.map((one) => one.stop()));
  }
}

/** Two targets under the default rules: the first answers everything. */
function chainOf(port: number): FallbackPolicy {
  const target = (id: string) => ({
    id,
    kind: "http" as const,
    endpoints: [{ url: `http://127.0.0.1:${port}/${id}` }],
  });
  return { apiVersion: "fallback/v1", id: "bench", chain: [target("primary"), target("backup")] };
}

function contestant(name: string, port: number, process: PinnedProcess | undefined): Contestant {
  return { name, port, process, path: PATH, cpuUsPerRequest: [], p50Ms: [], p99Ms: [], lost: 0 };
}

async function measure(contestants: readonly Contestant[]): Promise<void> {
  for (const one of contestants) await load(one, WARM_UP_MS);
  // Ten thousand documents are still being written to disk when the first request is answered.
  for (const one of contestants) await one.process?.untilIdle();
  for (let round = 0; round < ROUNDS; round++) {
    // Nobody is always the first, or always after the same one: the two routes of one gateway come in either order.
    const turned = [
      ...contestants.slice(round % contestants.length),
      ...contestants.slice(0, round % contestants.length),
    ];
    const order = round % 2 === 0 ? turned : turned.toReversed();
    for (const one of order) {
      let before = 0;
      const measuring = () => (before = one.process?.cpuMs() ?? 0);
      const { answered, lost, latenciesMs } = await load(one, ROUND_MS, { leadInMs: LEAD_IN_MS, measuring });
      const cpuMs = (one.process?.cpuMs() ?? 0) - before;
      one.cpuUsPerRequest.push((cpuMs * 1000) / answered);
      one.p50Ms.push(percentile(latenciesMs, 50));
      one.p99Ms.push(percentile(latenciesMs, 99));
      one.lost += lost;
    }
  }
}

function load(
  { port, path }: Contestant,
  forMs: number,
  leadIn: Pick<LoadOptions, "leadInMs" | "measuring"> = {},
): Promise<LoadResult> {
  const headers = `X-Api-Key: ${API_KEY}\r\n`;
  return pacedLoad({
    port,
    path,
    headers,
    connections: CONNECTIONS,
    rate: RATE,
    forMs,
    expect: EXPECT,
    ...leadIn,
  });
}

function report(contestants: readonly Contestant[]): void {
  const cpuUs = (name: string) => {
    const found = contestants.find((one) => one.name === name);
    return found ? median(found.cpuUsPerRequest) : Number.NaN;
  };
  const p50Ms = (name: string) => median(contestants.find((one) => one.name === name)?.p50Ms ?? []);
  console.table(
    Object.fromEntries(
      contestants.map((one) => [
        one.name,
        {
          "CPU µs per request": one.process ? rounded(median(one.cpuUsPerRequest), 1) : "",
          "requests per CPU second": one.process ? Math.round(1e6 / median(one.cpuUsPerRequest)) : "",
          "× nginx": one.process ? rounded(cpuUs("nginx") / median(one.cpuUsPerRequest), 2) : "",
          "p50 ms": rounded(median(one.p50Ms), 2),
          "p99 ms": rounded(median(one.p99Ms), 2),
          lost: one.lost,
        },
      ]),
    ),
  );
  const versus = (peer: string) => {
    const ratio = rounded(cpuUs(peer) / cpuUs("gateway"), 3);
    return Number.isNaN(ratio) ? undefined : ratio;
  };
  // The last line is one JSON object, for whoever reads it by machine.
  console.log(
    JSON.stringify({
      bench: "gateway",
      rate: RATE,
      rounds: ROUNDS,
      routes: ROUTES,
      vsNginx: versus("nginx"),
      vsHaproxy: versus("haproxy"),
      vsCaddy: versus("caddy"),
      vsBare: versus("bare loop"),
      // Of the throughput without, on the same CPU time: 0.9 is a tenth less.
      withAccessVsWithout: rounded(cpuUs(OPEN) / cpuUs("gateway"), 3),
      overheadP50Ms: rounded(p50Ms("gateway") - p50Ms("direct"), 3),
      lost: contestants.reduce((sum, one) => sum + one.lost, 0),
    }),
  );
}
