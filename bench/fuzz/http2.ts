import { connect, type ClientHttp2Session } from "node:http2";
import { connect as connectTcp } from "node:net";
import { gunzipSync, gzipSync } from "node:zlib";
import { http, policy } from "../../gateway/test-gateway.ts";
import { http2Call } from "../../gateway/test-http2.ts";
import { RawUpstream } from "../../gateway/test-raw-upstream.ts";
import { GatewayRig } from "./gateway-rig.ts";
import { ATTACKS, Streams } from "./http2-attacks.ts";
import { FRAME, frame, PREFACE, problemOfAnswer } from "./http2-frames.ts";
import type { Random } from "./random.ts";
import type { FuzzTarget } from "./target.ts";

interface Hostile {
  /** What the client writes: gzip, as base64. Floods are long and dull. */
  bytes: string;
  /** It reads nothing of what it gets. */
  isDeaf: boolean;
}

/** A goodbye with an error behind it is given 30 s. */
const ANSWERED_MS = 45_000;
/** It ends its side when nothing has come for so long; a deaf one, when it begins to listen. */
const QUIET_MS = 20;
const DEAF_MS = 200;
/** What one client's bytes may cost while they are dealt with; the heap of this process swings by itself. */
const MAX_GROWTH_BYTES = 200 * 1024 * 1024;

/**
 * Clients that speak HTTP/2 in bytes of their own making. Whatever they do: their connection ends in time, another client's
 * connection is served meanwhile and stays open, the upstream gets only whole requests of the gateway's own, and memory is bounded.
 */
export async function http2Target(): Promise<FuzzTarget<Hostile>> {
  const rig = await new GatewayRig().start();
  const upstream = await new RawUpstream().start();
  await rig.gateway.publishApi("shop", policy([http("a", upstream.url)]));
  const other = new OtherClient(rig.gateway.url);
  const check = async (hostile: Hostile): Promise<string | undefined> => {
    upstream.clear();
    const before = process.memoryUsage().rss;
    const sent = exchange(rig.port, hostile);
    const disturbed = await other.problem();
    const answer = await sent;
    if (answer === undefined) return "the connection did not end";
    const growth = process.memoryUsage().rss - before;
    if (growth > MAX_GROWTH_BYTES) return `it cost ${Math.round(growth / 1e6)} MB`;
    if (disturbed !== undefined) return disturbed;
    if (upstream.violations.length > 0)
      return `the upstream may read it another way: ${upstream.violations.join()}`;
    for (const { requestLine, headerLines } of upstream.requests) {
      const marks = headerLines.filter((line) => /^via: .*understudy/i.test(line));
      if (marks.length !== 1) return `the upstream saw a request of nobody: ${requestLine}`;
    }
    return (
      (answer.toString("latin1", 0, 5) === "HTTP/" ? undefined : problemOfAnswer(answer)) ?? rig.problem()
    );
  };
  return {
    name: "http2",
    make: makeHostile,
    check,
    after: () => rig.after(),
    stop: async () => {
      other.stop();
      await rig.stop();
      await upstream.stop();
    },
  };
}

/** A well-behaved client on one connection, for as long as the fuzzer runs. */
class OtherClient {
  readonly #url: string;
  #session: ClientHttp2Session | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  /** Undefined: it was served as ever. */
  async problem(): Promise<string | undefined> {
    if (this.#session?.closed || this.#session?.destroyed) {
      this.#session = undefined;
      return "another client lost its connection";
    }
    this.#session ??= connect(this.#url).on("error", () => undefined);
    try {
      const { status, body } = await http2Call(this.#session, { ":path": "/shop" });
      return status === 200 && body === "ok" ? undefined : `another client was answered ${status} ${body}`;
    } catch (error) {
      return `another client was not answered: ${(error as Error).message}`;
    }
  }

  stop(): void {
    this.#session?.destroy();
  }
}

/** Sends it all, takes what comes, and ends its side once that ebbs. Undefined: the other side does not end then. */
function exchange(port: number, { bytes, isDeaf }: Hostile): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connectTcp({ port, host: "127.0.0.1", allowHalfOpen: true }, () =>
      socket.write(gunzipSync(Buffer.from(bytes, "base64"))),
    );
    const late = setTimeout(() => {
      socket.destroy();
      resolve(undefined);
    }, ANSWERED_MS);
    const quiet = setTimeout(() => socket.resume().end(), isDeaf ? DEAF_MS : QUIET_MS);
    socket.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      quiet.refresh();
    });
    if (isDeaf) socket.pause();
    socket.on("error", () => undefined);
    socket.on("end", () => socket.end());
    socket.on("close", () => {
      clearTimeout(late);
      clearTimeout(quiet);
      resolve(Buffer.concat(chunks));
    });
  });
}

function makeHostile(random: Random): Hostile {
  const streams = new Streams();
  const preface = random.chance(0.95) ? PREFACE : mutate(random, PREFACE);
  const settings = random.chance(0.95) ? [frame({ type: FRAME.settings })] : [];
  const attacks = random.list([1, 4], () => random.pick(ATTACKS)(random, streams)).flat();
  const said = Buffer.concat(attacks);
  const bytes = Buffer.concat([preface, ...settings, random.chance(0.7) ? said : mutate(random, said)]);
  return { bytes: gzipSync(bytes).toString("base64"), isDeaf: random.chance(0.1) };
}

/** A few bytes changed, put in, taken out, or the rest cut off. */
function mutate(random: Random, bytes: Buffer): Buffer {
  let made = bytes;
  for (let n = 1 + random.int(4); n > 0; n--) {
    const at = random.int(made.length);
    const [before, after] = [made.subarray(0, at), made.subarray(at)];
    const odd = Buffer.of(random.int(256));
    made = Buffer.concat(
      random.pick([
        [before, odd, after.subarray(1)],
        [before, odd, after],
        [before, after.subarray(1 + random.int(9))],
        [before],
      ]),
    );
  }
  return made;
}
