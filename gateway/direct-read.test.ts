import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { readDirectly } from "./direct-read.ts";

const open: { destroy(): void }[] = [];

afterEach(() => {
  for (const one of open.splice(0)) one.destroy();
});

/** A connection whose bytes go to `heard`, and its other end. */
async function pair(): Promise<{ near: Socket; far: Socket; heard: string[]; past: () => boolean }> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const buffer = Buffer.alloc(64 * 1024);
  const past = vi.fn<() => boolean>(() => true);
  const { port } = server.address() as AddressInfo;
  const near = connect({ port, host: "127.0.0.1", onread: { buffer, callback: past } });
  const [[far]] = (await Promise.all([once(server, "connection"), once(near, "connect")])) as [[Socket], []];
  server.close();
  open.push(near, far);
  const heard: string[] = [];
  readDirectly(near, (bytes) => heard.push(buffer.toString("latin1", 0, bytes)));
  return { near, far, heard, past };
}

test("what comes is told in place of the socket's own callback, and then the end", async () => {
  const { near, far, heard, past } = await pair();
  far.write("one ");
  await vi.waitFor(() => expect(heard).toEqual(["one "]));
  const ended = once(near, "end");
  far.end("two");
  await ended;
  expect(heard.join("")).toBe("one two");
  expect(past).not.toHaveBeenCalled();
});

test("a paused connection is told nothing until it goes on", async () => {
  const { near, far, heard } = await pair();
  near.pause();
  far.write("later");
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(heard).toEqual([]);
  near.resume();
  await vi.waitFor(() => expect(heard).toEqual(["later"]));
});

test("a connection that breaks, or is given up within what is told, tells no more", async () => {
  const broken = await pair();
  const failed = once(broken.near, "error");
  broken.far.resetAndDestroy();
  expect(((await failed) as [NodeJS.ErrnoException])[0].code).toBe("ECONNRESET");
  const { near, far } = await pair();
  const bytes: number[] = [];
  readDirectly(near, (count) => {
    bytes.push(count);
    near.destroy();
  });
  const closed = once(near, "close");
  far.on("error", () => undefined);
  far.write("a");
  await closed;
  far.write("b");
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(bytes).toEqual([1]);
});
