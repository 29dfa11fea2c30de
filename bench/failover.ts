import type { FallbackPolicy } from "#lib/fallback/schema";
import { median, percentile, rounded } from "./figures.ts";
import { freePort } from "./free-port.ts";
import { pacedLoad, type LoadResult } from "./paced-load.ts";
import { startPeer } from "./peers.ts";
import { LOAD_CORE, MEASURED_CORE, pinSelf, startNode, type PinnedProcess } from "./pinned-process.ts";

const ROUNDS = 5;
const ROUND_MS = 1_000;
const RATE = 150;
const CONNECTIONS = 64;
const FIRST_BYTE_MS = 200;
const FAULTS = ["refused", "reset", "hang", "status503"] as const;
type Fault = (typeof FAULTS)[number];
type FaultPorts = Record<Fault, number>;

/** One thing to ask: who, and where the answer comes from. */
interface Case {
  name: string;
  /** The case without a fault that it is compared with. */
  than: string;
  port: number;
  path: string;
  p50Ms: number[];
  p99Ms: number[];
  lost: number;
}

/**
 * What a failing primary costs a request that the second target answers, over one that a healthy primary answers through
 * the same proxy: while nothing is learned from failures, and once it is. Same rate for all, in alternating rounds; nginx
 * with its own means beside it.
 */
export async function main(): Promise<void> {
  pinSelf(LOAD_CORE);
  const running: { stop(): Promise<void> }[] = [];
  try {
    const cases = await prepare(running);
    // The first round is for learning.
    for (const one of cases) await load(one);
    for (let round = 0; round < ROUNDS; round++) for (const one of cases) note(one, await load(one));
    report(cases);
  } finally {
    await Promise.all(running.map((one) => one.stop()));
  }
}

async function prepare(running: { stop(): Promise<void> }[]): Promise<Case[]> {
  const upstream = await startNode("json-upstream.ts", { core: LOAD_CORE, port: await freePort(), args: [] });
  running.push(upstream);
  const ports = await startFaults(running);
  const policies = [
    policyOf([upstream.port, upstream.port], true),
    ...FAULTS.map((fault) => policyOf([ports[fault], upstream.port], false)),
    ...FAULTS.map((fault) => policyOf([ports[fault], upstream.port], true)),
  ];
  const gateway = await startNode("gateway-process.ts", {
    core: MEASURED_CORE,
    port: await freePort(),
    args: [String(policies.length), JSON.stringify(policies)],
    readyPath: `/api-${policies.length - 1}/`,
  });
  running.push(gateway);
  const ofGateway = (name: string, index: number) =>
    caseOf({ name: `gateway: ${name}`, than: "gateway: healthy" }, gateway, `/api-${index}/`);
  return [
    caseOf({ name: "direct", than: "direct" }, upstream, "/"),
    ofGateway("healthy", 0),
    ...FAULTS.map((fault, index) => ofGateway(fault, 1 + index)),
    ...FAULTS.map((fault, index) => ofGateway(`${fault}, known`, 1 + FAULTS.length + index)),
    ...(await nginxCases(running, { healthy: upstream.port, ...ports }, upstream.port)),
  ];
}

async function nginxCases(
  running: { stop(): Promise<void> }[],
  primaries: Record<string, number>,
  backup: number,
): Promise<Case[]> {
  const cases: Case[] = [];
  for (const [name, upstream] of Object.entries(primaries)) {
    const targets = { upstream, backup, firstByteMs: FIRST_BYTE_MS };
    const nginx = await startPeer("nginx", { port: await freePort(), ...targets });
    if (!nginx) {
      console.log("nginx is not installed: no figures for it (apt-get install nginx)");
      break;
    }
    running.push(nginx);
    cases.push(caseOf({ name: `nginx: ${name}`, than: "nginx: healthy" }, nginx.process, "/"));
  }
  return cases;
}

/** Nothing listens where connections are refused. */
async function startFaults(running: { stop(): Promise<void> }[]): Promise<FaultPorts> {
  const [port, reset, hang, status503] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const args = [reset, hang, status503].map(String);
  running.push(await startNode("fault-upstreams.ts", { core: LOAD_CORE, port, args }));
  return { refused: await freePort(), reset, hang, status503 };
}

/** Of a target that does not learn, no number of failures takes it out of service: every request pays. */
function policyOf(ports: [number, number], learns: boolean): FallbackPolicy {
  const never = {
    health: { passive: { failures: 1_000, windowMs: 100, statuses: [], ejectMs: 100 } },
    circuit: { failurePercent: 100, minRequests: 1_000_000, windowMs: 1_000, openMs: 1_000 },
  };
  const [primary, backup] = ports.map((port, index) => ({
    id: `target-${index}`,
    kind: "http" as const,
    // Two addresses, so two failure domains: moving on to another one is not limited as repeats are.
    endpoints: [{ url: `http://127.0.0.${index + 1}:${port}` }],
    timeouts: { connectMs: 500, firstByteMs: FIRST_BYTE_MS },
    ...(learns ? {} : never),
  }));
  return { apiVersion: "fallback/v1", id: "bench", chain: [primary, backup] } as FallbackPolicy;
}

function caseOf(named: Pick<Case, "name" | "than">, { port }: PinnedProcess, path: string): Case {
  return { ...named, port, path, p50Ms: [], p99Ms: [], lost: 0 };
}

function load({ port, path }: Case): Promise<LoadResult> {
  return pacedLoad({ port, path, connections: CONNECTIONS, rate: RATE, forMs: ROUND_MS, expect: '"id":1' });
}

function note(one: Case, { latenciesMs, lost }: LoadResult): void {
  one.p50Ms.push(percentile(latenciesMs, 50));
  one.p99Ms.push(percentile(latenciesMs, 99));
  one.lost += lost;
}

function report(cases: readonly Case[]): void {
  const find = (name: string) => cases.find((one) => one.name === name);
  const addedMs = (one: Case, of: "p50Ms" | "p99Ms", than = one.than) =>
    rounded(median(one[of]) - median(find(than)?.[of] ?? []), 2);
  console.table(
    Object.fromEntries(
      cases.map((one) => [
        one.name,
        {
          "p50 ms": rounded(median(one.p50Ms), 2),
          "over healthy, p50 ms": addedMs(one, "p50Ms"),
          "over healthy, p99 ms": addedMs(one, "p99Ms"),
          "over direct, p50 ms": addedMs(one, "p50Ms", "direct"),
          lost: one.lost,
        },
      ]),
    ),
  );
  const p50 = (name: string) => {
    const found = find(name);
    return found && addedMs(found, "p50Ms");
  };
  const known = FAULTS.map((fault) => p50(`gateway: ${fault}, known`) ?? Number.NaN);
  console.log(
    JSON.stringify({
      bench: "failover",
      rate: RATE,
      rounds: ROUNDS,
      healthyOverDirectP50Ms: rounded(
        median(find("gateway: healthy")?.p50Ms ?? []) - median(find("direct")?.p50Ms ?? []),
        2,
      ),
      ...Object.fromEntries(FAULTS.map((fault) => [`${fault}P50Ms`, p50(`gateway: ${fault}`)])),
      afterKnownP50Ms: Math.max(...known),
      ...Object.fromEntries(FAULTS.map((fault) => [`nginx${capital(fault)}P50Ms`, p50(`nginx: ${fault}`)])),
      lost: cases.filter(({ name }) => name.startsWith("gateway")).reduce((sum, { lost }) => sum + lost, 0),
    }),
  );
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
