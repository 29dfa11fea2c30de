import {
  connect,
  type ClientHttp2Session,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type SecureClientSessionOptions,
} from "node:http2";

export interface Http2Reply {
  status: number;
  headers: IncomingHttpHeaders;
  trailers: IncomingHttpHeaders;
  body: string;
}

/** A connection that speaks HTTP/2 from its first byte on. */
export async function http2Session(
  url: string,
  options: SecureClientSessionOptions = {},
): Promise<ClientHttp2Session> {
  const session = connect(url, options);
  session.on("error", () => undefined);
  await new Promise<void>((resolve, reject) =>
    session.once("connect", () => resolve()).once("error", reject),
  );
  return session;
}

/** One request on an open connection. Rejects with the stream's error, or `closed` when it ended without an answer. */
export function http2Call(
  session: ClientHttp2Session,
  headers: OutgoingHttpHeaders,
  body?: string | Buffer,
): Promise<Http2Reply> {
  return new Promise((resolve, reject) => {
    const stream = session.request(headers, { endStream: body === undefined });
    const reply: Http2Reply = { status: 0, headers: {}, trailers: {}, body: "" };
    stream.on("response", (given) => {
      reply.headers = given;
      reply.status = Number(given[":status"]);
    });
    stream.on("trailers", (given) => (reply.trailers = given));
    stream.on("data", (chunk: Buffer) => (reply.body += chunk.toString("latin1")));
    stream.on("error", reject);
    stream.on("close", () => {
      if (stream.rstCode === 0 && reply.status > 0) resolve(reply);
      else reject(new Error(`closed with ${stream.rstCode}`));
    });
    if (body !== undefined) stream.end(body);
  });
}
