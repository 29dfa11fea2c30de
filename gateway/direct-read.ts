import type { Socket } from "node:net";

/*
 * What `net.Socket` itself is told by, below its stream. No public interface of Node: the project pins Node exactly, and every answer
 * of the gateway's tests is read through here. See docs/decisions/0067.
 */

interface ReadableHandle {
  onread(this: ReadableHandle, given: ArrayBuffer | undefined): unknown;
}

interface StreamBinding {
  streamBaseState: Int32Array;
  kReadBytesOrError: number;
}

const { streamBaseState, kReadBytesOrError } = (
  process as unknown as { binding(name: "stream_wrap"): StreamBinding }
).binding("stream_wrap");

/**
 * Has `read` told how many bytes have come into the buffer that an open, plain socket was made with (`onread`), in place of the
 * socket's own callback. Its end and its errors still come as the stream's events.
 */
export function readDirectly(socket: Socket, read: (bytes: number) => void): void {
  const handle = (socket as unknown as { _handle?: ReadableHandle | null })._handle;
  if (!handle) return;
  const { onread } = handle;
  handle.onread = (given) => {
    const bytes = streamBaseState[kReadBytesOrError] as number;
    if (bytes > 0) read(bytes);
    else onread.call(handle, given);
  };
}
