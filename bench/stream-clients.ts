import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { percentile, rounded } from "./figures.ts";

export interface StreamFigures {
  /** Events that arrived. */
  events: number;
  /** From the upstream's write to the client's read. */
  p50Ms: number;
  p99Ms: number;
}

interface Listen {
  streams: number;
  forMs: number;
  /** Called while all streams are open. */
  atEnd?(): void;
}

/** Streams opened at a time: a whole crowd at once would measure the crowd. */
const BATCH = 50;
const OPEN_MS = 60_000;

/** Opens that many streams and listens. Throws when one does not open or breaks. */
export async function openStreams(port: number, path: string, listen: Listen): Promise<StreamFigures> {
  const delays: number[] = [];
  const sockets: Socket[] = [];
  let lost = 0;
  let counts = false;
  const heard = (atMs: number) => {
    if (counts) delays.push(performance.now() - atMs);
  };
  try {
    while (sockets.length < listen.streams) {
      const opening = Array.from({ length: Math.min(BATCH, listen.streams - sockets.length) }, () =>
        openStream({ port, path, heard, broke: () => lost++ }),
      );
      sockets.push(...(await Promise.all(opening)));
    }
    counts = true;
    await delay(listen.forMs);
    counts = false;
    listen.atEnd?.();
    if (lost > 0) throw new Error(`${lost} of ${listen.streams} streams broke`);
  } finally {
    for (const socket of sockets) socket.removeAllListeners("close").destroy();
  }
  const at = (percent: number) => rounded(percentile(delays, percent), 2);
  return { events: delays.length, p50Ms: at(50), p99Ms: at(99) };
}

interface OneStream {
  port: number;
  path: string;
  heard(atMs: number): void;
  broke(): void;
}

function openStream({ port, path, heard, broke }: OneStream): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    const late = setTimeout(() => reject(new Error("a stream did not open")), OPEN_MS);
    let head = "";
    let rest = "";
    socket.write(`GET ${path} HTTP/1.1\r\nHost: bench.example\r\nAccept: text/event-stream\r\n\r\n`);
    socket.setEncoding("latin1").on("data", (text: string) => {
      if (!head.includes(": open")) {
        head += text;
        if (!head.includes(": open")) return;
        clearTimeout(late);
        resolve(socket);
      }
      rest += text;
      for (const [, at] of rest.matchAll(/data: ([\d.]+)\n/g)) heard(Number(at));
      rest = rest.slice(rest.lastIndexOf("\n") + 1);
    });
    socket.on("error", () => undefined).on("close", broke);
  });
}
