import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { unsentBytes, writeText } from "./direct-write.ts";

const open: { destroy(): void }[] = [];

afterEach(() => {
  for (const one of open.splice(0)) one.destroy();
});

/** Two ends of one connection. `near` is written to; `far` reads nothing before it is told to. */
async function pair(): Promise<{ near: Socket; far: Socket }> {
  const server = createServer({ pauseOnConnect: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const near = connect({ port: (server.address() as AddressInfo).port, host: "127.0.0.1" });
  const [[far]] = (await Promise.all([once(server, "connection"), once(near, "connect")])) as [[Socket], []];
  server.close();
  open.push(near, far);
  return { near, far };
}

/** Until the system takes no more: what is written now has to wait. */
function fill(socket: Socket): string {
  let written = "";
  for (let n = 0; unsentBytes(socket) === 0; n++) {
    const piece = `${n}:`.padEnd(16_000, "é");
    written += piece;
    writeText(socket, piece);
  }
  return written;
}

test("a short text is with the system at once, and the stream has nothing to hold", async () => {
  const { near, far } = await pair();
  expect(writeText(near, "héllo")).toBe(true);
  expect([unsentBytes(near), near.bytesWritten]).toEqual([0, 5]);
  near.end();
  far.resume().setEncoding("latin1");
  expect(await text(far)).toBe("héllo");
});

test("what waits arrives in its order, whoever wrote it", async () => {
  const { near, far } = await pair();
  let expected = fill(near);
  const isRoom: boolean[] = [];
  for (let n = 0; n < 60; n++) {
    const piece = `[${n}]`.padEnd(n % 2 === 0 ? 3_000 : 20_000, "x");
    expected += piece;
    isRoom.push(n % 3 === 0 ? near.write(piece, "latin1") : writeText(near, piece));
  }
  // A client that does not read is noticed, and so is that it reads again.
  expect(isRoom.at(-1)).toBe(false);
  const drained = once(near, "drain");
  far.setEncoding("latin1");
  const arrived = text(far);
  await drained;
  near.end();
  expect(await arrived).toBe(expected);
});

test("what the system took only a part of is there in full before the connection is closed", async () => {
  const { near, far } = await pair();
  const expected = fill(near);
  near.destroySoon();
  far.setEncoding("latin1");
  expect(await text(far)).toBe(expected);
});

test("a text before the connection stands waits for it; a long one is the stream's", async () => {
  const server = createServer((far) => void far.setEncoding("latin1").pipe(far)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const near = connect({ port: (server.address() as AddressInfo).port, host: "127.0.0.1" });
  open.push(near);
  writeText(near, "early ");
  await once(near, "connect");
  const long = "l".repeat(100_000);
  writeText(near, long);
  near.end();
  near.setEncoding("latin1");
  expect(await text(near)).toBe(`early ${long}`);
  server.close();
});

test("a connection that breaks while something waits is told as broken", async () => {
  const { near, far } = await pair();
  fill(near);
  const failed = once(near, "error");
  far.resetAndDestroy();
  const [error] = (await failed) as [NodeJS.ErrnoException];
  expect(["ECONNRESET", "EPIPE"]).toContain(error.code);
  expect(near.destroyed).toBe(true);
});

test("a connection that is gone takes nothing and breaks nothing", async () => {
  const { near } = await pair();
  near.on("error", () => {});
  near.destroy();
  expect(writeText(near, "late")).toBe(false);
  expect(unsentBytes(near)).toBe(0);
});
