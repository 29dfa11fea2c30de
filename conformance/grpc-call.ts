import { connect, type IncomingHttpHeaders } from "node:http2";

export interface GrpcReply {
  status: number;
  body: string;
  trailers: IncomingHttpHeaders;
  error?: string;
}

const FRAME_BYTES = 5;

/** A message as it is on the wire: not compressed, its length, itself. */
export function framed(message: string): string {
  const head = Buffer.alloc(FRAME_BYTES);
  head.writeUInt32BE(Buffer.byteLength(message), 1);
  return head.toString("latin1") + message;
}

/** One call by HTTP/2 without TLS (prior knowledge). Never rejects: what goes wrong is part of the reply. */
export function grpcCall(
  url: string,
  { message, timeoutMs }: { message: string; timeoutMs: number },
): Promise<GrpcReply> {
  const { origin, pathname } = new URL(url);
  const session = connect(origin);
  return new Promise((resolve) => {
    const reply: GrpcReply = { status: 0, body: "", trailers: {} };
    const end = (error?: string) => {
      clearTimeout(late);
      session.destroy();
      resolve(error === undefined ? reply : { ...reply, error });
    };
    const late = setTimeout(() => end(`no end within ${timeoutMs} ms`), timeoutMs);
    session.on("error", (error) => end(error.message));
    const stream = session.request({
      ":method": "POST",
      ":path": pathname,
      "content-type": "application/grpc",
      te: "trailers",
    });
    stream.on("response", (headers) => (reply.status = Number(headers[":status"])));
    stream.on("data", (chunk: Buffer) => (reply.body += chunk.toString("latin1")));
    stream.on("trailers", (trailers) => (reply.trailers = trailers));
    stream.on("error", (error) => end(error.message)).on("close", () => end());
    stream.end(framed(message), "latin1");
  });
}
