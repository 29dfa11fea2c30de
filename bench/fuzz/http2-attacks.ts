import {
  END_HEADERS,
  END_STREAM,
  field,
  fields,
  FRAME,
  frame,
  headerFrames,
  indexed,
  PADDED,
  setting,
  uint32,
} from "./http2-frames.ts";
import type { Random } from "./random.ts";

/** The streams a client has opened so far, and the next it may open. */
export class Streams {
  #next = 1;

  open(): number {
    const id = this.#next;
    this.#next += 2;
    return id;
  }

  /** One it has, one it had, one it never had, one that is not its own to open. */
  any(random: Random): number {
    return random.pick([1, this.#next, Math.max(1, this.#next - 2), this.#next + 100, 2, 0, 2 ** 31 - 1]);
  }
}

type Attack = (random: Random, streams: Streams) => Buffer[];

const REQUEST = (path = "/shop"): [string, string][] => [
  [":method", "GET"],
  [":scheme", "http"],
  [":path", path],
  [":authority", "x"],
];
const UPLOAD: [string, string][] = [
  [":method", "POST"],
  [":scheme", "http"],
  [":path", "/shop"],
  [":authority", "x"],
];

const get: Attack = (random, streams) =>
  headerFrames(streams.open(), fields(REQUEST(random.pick(["/shop", "/shop/a?b=c", "/none"]))));

const body = (stream: number, length: number, flags: number): Buffer =>
  frame({ type: FRAME.data, flags, stream, payload: Buffer.alloc(length, "x") });

const upload: Attack = (random, streams) => {
  const stream = streams.open();
  const parts = random.list([0, 4], () => body(stream, random.int(16_384), 0));
  const length = random.pick([undefined, 0, 5, 16_384]);
  const declared: [string, string][] = length === undefined ? [] : [["content-length", String(length)]];
  return [
    ...headerFrames(stream, fields([...UPLOAD, ...declared]), 0),
    ...parts,
    body(stream, 0, END_STREAM),
  ];
};

/** CVE-2023-44487. */
const rapidReset: Attack = (random, streams) =>
  Array.from({ length: random.pick([1, 20, 1_200]) }, () => {
    const stream = streams.open();
    const reset = frame({ type: FRAME.reset, stream, payload: uint32(8) });
    return [...headerFrames(stream, fields(REQUEST())), reset];
  }).flat();

const resetMidBody: Attack = (random, streams) => {
  const stream = streams.open();
  const reset = frame({ type: FRAME.reset, stream, payload: uint32(random.pick([0, 1, 8, 0xffffffff])) });
  return [...headerFrames(stream, fields(UPLOAD), 0), body(stream, random.int(10_000), 0), reset];
};

const SETTINGS: [number, number][] = [
  [1, 0],
  [1, 2 ** 32 - 1],
  [2, 1],
  [2, 7],
  [3, 0],
  [4, 0],
  [4, 1],
  [4, 2 ** 31 - 1],
  [4, 2 ** 31],
  [5, 16_383],
  [5, 16_384],
  [5, 2 ** 24],
  [6, 0],
  [8, 1],
  [8, 2],
  [0xffff, 5],
];

const settingsFlood: Attack = (random) =>
  Array.from({ length: random.pick([1, 5, 3_000]) }, () =>
    frame({
      type: FRAME.settings,
      payload: Buffer.concat(random.list([0, 3], () => setting(...random.pick(SETTINGS)))),
    }),
  );

const controlFlood: Attack = (random, streams) => {
  const payload = Buffer.alloc(8);
  const made = random.pick([
    frame({ type: FRAME.ping, payload }),
    frame({ type: FRAME.ping, flags: 1, payload }),
    frame({ type: FRAME.settings, flags: 1 }),
    frame({ type: FRAME.priority, stream: streams.any(random), payload: Buffer.alloc(5) }),
    frame({ type: FRAME.data, stream: streams.any(random) }),
    frame({ type: 0xee, payload }),
  ]);
  return Array.from({ length: random.pick([1, 5_000]) }, () => made);
};

/** CVE-2024-27316 and its like: a head that goes on and on. */
const continuationFlood: Attack = (random, streams) => {
  const stream = streams.open();
  const first = frame({ type: FRAME.headers, flags: END_STREAM, stream, payload: fields(REQUEST()) });
  const payload = random.pick([Buffer.alloc(0), field("x", "y"), Buffer.alloc(16_384, 0x82)]);
  const more = Array.from({ length: random.pick([1, 10, 2_000]) }, () =>
    frame({ type: FRAME.continuation, stream: random.chance(0.95) ? stream : stream + 2, payload }),
  );
  const last = frame({ type: FRAME.continuation, flags: END_HEADERS, stream });
  return [first, ...more, ...(random.chance(0.5) ? [last] : [])];
};

/** A few bytes that stand for megabytes: one large field in the table, named again and again. */
const hpackBomb: Attack = (random, streams) => {
  const large = field("x-large", "y".repeat(random.pick([100, 4_000])), true);
  const named = Array.from({ length: random.pick([2, 500, 16_000]) }, () => indexed(62));
  return headerFrames(streams.open(), Buffer.concat([fields(REQUEST()), large, ...named]));
};

const brokenHpack: Attack = (random, streams) => {
  const broken = random.pick([
    Buffer.of(0x80),
    indexed(200),
    Buffer.from("3fffffffffffff7f", "hex"),
    Buffer.from("3fe1ff03", "hex"),
    Buffer.from("00ffffffffff0f", "hex"),
    Buffer.from("0085ffffffffff00", "hex"),
  ]);
  return headerFrames(streams.open(), Buffer.concat([fields(REQUEST()), broken]));
};

const hugeHeaders: Attack = (random, streams) => {
  const [count, length] = random.pick([
    [1, 40_000],
    [1_100, 1],
    [20, 2_000],
    [1, 300_000],
  ] as const);
  const more = Array.from({ length: count }, (_, n) => field(`x-${n}`, "y".repeat(length)));
  return headerFrames(streams.open(), Buffer.concat([fields(REQUEST()), ...more]));
};

const ODD: [string, string][] = [
  ["X-Upper", "y"],
  ["connection", "close"],
  ["transfer-encoding", "chunked"],
  ["content-length", "5"],
  ["content-length", "-1"],
  ["te", "gzip"],
  ["te", "trailers"],
  ["host", "other"],
  ["x", "a\r\nGET /shop/smuggled HTTP/1.1\r\nHost: x\r\n\r\n"],
  ["x\r\ny", "z"],
  ["x", "a\0b"],
  ["", "y"],
  [":path", "/shop/again"],
  [":status", "200"],
  [":protocol", "websocket"],
  [":method", "CONNECT"],
  [":path", "/shop HTTP/1.1\r\nx: y"],
  [":scheme", "ftp"],
  [":authority", "a@b"],
  ["expect", "100-continue"],
  ["cookie", "a=b"],
  ["via", "1.1 understudy"],
];

const oddFields: Attack = (random, streams) => {
  const list = [...REQUEST(), ...random.list([1, 4], () => random.pick(ODD))];
  if (random.chance(0.3)) list.splice(random.int(list.length), 1);
  if (random.chance(0.2)) list.reverse();
  return headerFrames(streams.open(), fields(list), random.pick([0, END_STREAM]));
};

const trailers: Attack = (random, streams) => {
  const stream = streams.open();
  const last = fields([random.pick(ODD)]);
  return [
    ...headerFrames(stream, fields(UPLOAD), 0),
    body(stream, 5, 0),
    ...headerFrames(stream, last, random.pick([0, END_STREAM])),
    body(stream, 5, END_STREAM),
  ];
};

const windows: Attack = (random, streams) =>
  random.list([1, 5], () =>
    random.pick([
      frame({ type: FRAME.windowUpdate, stream: streams.any(random), payload: uint32(2 ** 31 - 1) }),
      frame({ type: FRAME.windowUpdate, stream: streams.any(random), payload: uint32(0) }),
      frame({ type: FRAME.windowUpdate, stream: streams.any(random), payload: uint32(1) }),
      frame({ type: FRAME.settings, payload: setting(4, random.pick([0, 1, 2 ** 31 - 1, 2 ** 31])) }),
    ]),
  );

const outOfPlace: Attack = (random, streams) => {
  const stream = streams.any(random);
  const payload = Buffer.alloc(random.pick([0, 1, 3, 4, 5, 7, 8, 9, 16_385]));
  return [
    frame({ type: random.int(11), flags: random.int(256), stream, payload }),
    frame({ type: FRAME.data, flags: PADDED, stream, payload: Buffer.of(200, 1) }),
    frame({ type: random.int(10), stream, payload, length: random.pick([0, 4, 2 ** 24 - 1]) }),
  ].slice(0, 1 + random.int(3));
};

/** What clients of HTTP/2 may do, and what they have done to servers. A request as everyone's comes most often. */
export const ATTACKS: readonly Attack[] = [
  get,
  get,
  get,
  upload,
  upload,
  rapidReset,
  resetMidBody,
  settingsFlood,
  controlFlood,
  continuationFlood,
  hpackBomb,
  brokenHpack,
  hugeHeaders,
  oddFields,
  oddFields,
  trailers,
  windows,
  outOfPlace,
];
