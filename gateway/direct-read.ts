import type { Socket } from "node:net";
import { kReadBytesOrError, streamBaseState } from "./stream-wrap.ts";

interface ReadableHandle {
  onread(this: ReadableHandle, given: ArrayBuffer | undefined): unknown;
}

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
