/** RFC 9113 §6. */
export const FRAME = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;
export const END_STREAM = 0x1;
export const END_HEADERS = 0x4;
export const PADDED = 0x8;
export const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

interface FrameFields {
  type: number;
  flags?: number;
  stream?: number;
  payload?: Buffer;
  /** What its head says of its length, where that is not true. */
  length?: number;
}

export function frame(fields: FrameFields): Buffer {
  const { type, flags = 0, stream = 0, payload = Buffer.alloc(0), length = payload.length } = fields;
  const head = Buffer.alloc(9);
  head.writeUIntBE(length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream >>> 0, 5);
  return Buffer.concat([head, payload]);
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

export function setting(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUInt16BE(id);
  bytes.writeUInt32BE(value >>> 0, 2);
  return bytes;
}

/** RFC 7541 §5.1, of a prefix of `bits` bits below `first`. */
function integer(first: number, bits: number, value: number): Buffer {
  const most = 2 ** bits - 1;
  if (value < most) return Buffer.of(first | value);
  const bytes = [first | most];
  let rest = value - most;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, "latin1");
  return Buffer.concat([integer(0, 7, bytes.length), bytes]);
}

/** A header field in plain text; `isKept`: it goes into the dynamic table (RFC 7541 §6.2). */
export function field(name: string, value: string, isKept = false): Buffer {
  return Buffer.concat([Buffer.of(isKept ? 0x40 : 0), text(name), text(value)]);
}

/** A field by its place in the tables (RFC 7541 §6.1); the newest of the dynamic one is 62. */
export function indexed(place: number): Buffer {
  return integer(0x80, 7, place);
}

export function fields(list: readonly (readonly [string, string])[]): Buffer {
  return Buffer.concat(list.map(([name, value]) => field(name, value)));
}

/** A header block as one HEADERS frame and as many CONTINUATION frames as it takes. */
export function headerFrames(stream: number, block: Buffer, flags = END_STREAM): Buffer[] {
  const most = 16_384;
  const count = Math.max(1, Math.ceil(block.length / most));
  return Array.from({ length: count }, (_, n) => {
    const payload = block.subarray(n * most, (n + 1) * most);
    const end = n === count - 1 ? END_HEADERS : 0;
    return n === 0
      ? frame({ type: FRAME.headers, flags: flags | end, stream, payload })
      : frame({ type: FRAME.continuation, flags: end, stream, payload });
  });
}

/** What is wrong with the frames a server sent, cut anywhere; undefined when nothing is. */
export function problemOfAnswer(bytes: Buffer): string | undefined {
  for (let at = 0, n = 0; at + 9 <= bytes.length; n++) {
    const [length, type] = [bytes.readUIntBE(at, 3), bytes[at + 3] ?? 0];
    if (n === 0 && type !== FRAME.settings) return `the server's preface is no SETTINGS but type ${type}`;
    if (length > 16_384) return `a frame of ${length} bytes, which nobody allowed`;
    if (type > FRAME.continuation) return `a frame of the unknown type ${type}`;
    if (type === FRAME.pushPromise) return "a push, which nobody allowed";
    at += 9 + length;
  }
  return undefined;
}
