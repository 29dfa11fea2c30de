import { spawnSync } from "node:child_process";
import { rounded } from "./figures.ts";
import { freePort } from "./free-port.ts";
import { startPeer } from "./peers.ts";
import { LOAD_CORE, MEASURED_CORE, pinSelf, PinnedProcess } from "./pinned-process.ts";
import { openStreams, type StreamFigures } from "./stream-clients.ts";
import { startStreamUpstream } from "./stream-upstream.ts";

const COUNTS = [1_000, 5_000];
/** A connection in and one out per stream, and the load has both ends of others. */
const DESCRIPTORS = 3 * Math.max(...COUNTS);
const LISTEN_FOR_MS = 20_000;

interface Row extends StreamFigures {
  via: string;
  streams: number;
  rssMb: number;
  kbPerStream: number;
}

/**
 * Slow server-sent event streams: an event a second each, spread over the second. The delay is from the upstream's write to
 * the client's read, and what a proxy adds is its own delay less that of streams straight from the upstream, in one run.
 */
export async function main(): Promise<void> {
  const limit = Number(spawnSync("sh", ["-c", "ulimit -n"], { encoding: "utf8" }).stdout);
  if (limit < DESCRIPTORS)
    throw new Error(`${DESCRIPTORS} file descriptors are needed: run "ulimit -n ${DESCRIPTORS}" before`);
  pinSelf(LOAD_CORE);
  const upstream = await startStreamUpstream();
  const rows: Row[] = [];
  try {
    for (const streams of COUNTS) {
      const straight = await openStreams(upstream.port, "/", { streams, forMs: LISTEN_FOR_MS });
      rows.push({ via: "straight", streams, rssMb: 0, kbPerStream: 0, ...straight });
      const given = { upstream: upstream.port, streams, straight };
      rows.push(...(await measure(startOurs, given)), ...(await measure(startNginx, given)));
    }
  } finally {
    await upstream.stop();
  }
  console.table(rows);
  const last = rows.findLast(({ via }) => via === "understudy") as Row;
  console.log(
    JSON.stringify({
      bench: "streams",
      rssMbAt5000: last.rssMb,
      kbPerStream: last.kbPerStream,
      addedDelayP50Ms: last.p50Ms,
      addedDelayP99Ms: last.p99Ms,
    }),
  );
}

interface Measured {
  via: string;
  port: number;
  path: string;
  process: PinnedProcess;
  stop(): Promise<void>;
}

interface Case {
  upstream: number;
  streams: number;
  straight: StreamFigures;
}

async function measure(
  start: (upstream: number) => Promise<Measured | undefined>,
  { upstream, streams, straight }: Case,
): Promise<Row[]> {
  const proxy = await start(upstream);
  if (!proxy) return [];
  try {
    const rss = () => Math.round(proxy.process.rssBytes() / 1e6);
    const before = rss();
    let rssMb = 0;
    const listen = { streams, forMs: LISTEN_FOR_MS, atEnd: () => (rssMb = rss()) };
    const seen = await openStreams(proxy.port, proxy.path, listen);
    const row: Row = {
      via: proxy.via,
      streams,
      rssMb,
      kbPerStream: rounded(((rssMb - before) * 1000) / streams, 1),
      events: seen.events,
      p50Ms: rounded(seen.p50Ms - straight.p50Ms, 2),
      p99Ms: rounded(seen.p99Ms - straight.p99Ms, 2),
    };
    return [row];
  } finally {
    await proxy.stop();
  }
}

async function startOurs(upstream: number): Promise<Measured> {
  const port = await freePort();
  const policy = {
    apiVersion: "fallback/v1",
    id: "streams",
    chain: [{ id: "upstream", kind: "http", endpoints: [{ url: `http://127.0.0.1:${upstream}` }] }],
  };
  const args = [
    new URL("gateway-process.ts", import.meta.url).pathname,
    String(port),
    "1",
    JSON.stringify([policy]),
  ];
  const started = await PinnedProcess.start({
    command: process.execPath,
    args,
    core: MEASURED_CORE,
    port,
    readyPath: "/api-0/",
  });
  return { via: "understudy", port, path: "/api-0/", process: started, stop: () => started.stop() };
}

async function startNginx(upstream: number): Promise<Measured | undefined> {
  const port = await freePort();
  const peer = await startPeer("nginx", { port, upstream });
  return peer && { via: "nginx", port, path: "/", process: peer.process, stop: () => peer.stop() };
}
