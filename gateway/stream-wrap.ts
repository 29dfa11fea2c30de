/*
 * What `net.Socket` itself reads and writes with, below its stream. No public interface of Node: the project pins Node exactly, and
 * every answer and request of the gateway's tests runs through here. See docs/decisions/0067.
 */

export interface WriteRequest {
  handle?: object;
  oncomplete?: (status: number) => void;
}

interface StreamBinding {
  WriteWrap: new () => WriteRequest;
  /** What the last call of a handle left: by `kReadBytesOrError` and `kLastWriteWasAsync`. */
  streamBaseState: Int32Array;
  kReadBytesOrError: number;
  kLastWriteWasAsync: number;
}

export const { WriteWrap, streamBaseState, kReadBytesOrError, kLastWriteWasAsync } = (
  process as unknown as { binding(name: "stream_wrap"): StreamBinding }
).binding("stream_wrap");
