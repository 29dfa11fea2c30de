import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { getSystemErrorName } from "node:util";
import { kLastWriteWasAsync, streamBaseState, WriteWrap, type WriteRequest } from "./stream-wrap.ts";

interface WritableHandle {
  /** Bytes that were given to it. */
  readonly bytesWritten: number;
  /** Bytes that the system has not taken yet. */
  readonly writeQueueSize: number;
  /** 0, or the number of an error. */
  writeLatin1String(request: WriteRequest, text: string): number;
}

/** Node tries to write no more than this at once; a longer text is the stream's. */
const DIRECT_MAX_LENGTH = 16 * 1024;

/** Used by the next write that has to wait: the others do not touch it. */
let spare = new WriteWrap();

/** Those that the system took only a part from; nearly always none, and to ask a socket costs more than this. */
const behind = new Set<WritableHandle>();

/** Undefined once the socket is destroyed. */
function handleOf(socket: Socket): WritableHandle | undefined {
  return (socket as unknown as { _handle?: WritableHandle | null })._handle ?? undefined;
}

/** What was written and not yet taken by the system. */
export function unsentBytes(socket: Socket): number {
  return Math.max(socket.writableLength, handleOf(socket)?.writeQueueSize ?? 0);
}

/** How much of all that was written the system has taken. Moves with every byte, also within a large piece. */
export function takenBytes(socket: Socket): number {
  const handle = handleOf(socket);
  return handle ? handle.bytesWritten - handle.writeQueueSize : 0;
}

/**
 * Writes text of one byte a character. A short one on a plain connection that is not behind goes to the system at once, past the
 * stream, which then has nothing to remember, call back or drain. Anything else is the stream's: what it holds already stays
 * first, and a client that does not read is noticed. True: there is room for more.
 */
export function writeText(socket: Socket, text: string): boolean {
  const handle = handleOf(socket);
  const isDirect =
    handle !== undefined &&
    text.length <= DIRECT_MAX_LENGTH &&
    !socket.connecting &&
    socket.writableLength === 0 &&
    (behind.size === 0 || !behind.has(handle)) &&
    (socket as Partial<TLSSocket>).encrypted !== true;
  // A write that failed fails again, and the stream tells it as it tells all.
  if (!isDirect || handle.writeLatin1String(spare, text) !== 0) return socket.write(text, "latin1");
  if (streamBaseState[kLastWriteWasAsync] !== 0) finishLater(socket, handle);
  return true;
}

/** The system took a part; libuv writes the rest. */
function finishLater(socket: Socket, handle: WritableHandle): void {
  const request = spare;
  spare = new WriteWrap();
  request.handle = handle;
  behind.add(handle);
  request.oncomplete = (status) => {
    behind.delete(handle);
    if (status >= 0 || socket.destroyed) return;
    const code = getSystemErrorName(status);
    socket.destroy(Object.assign(new Error(`write ${code}`), { code, errno: status, syscall: "write" }));
  };
}
