import { connect, type ClientHttp2Session } from "node:http2";
import { PATIENCE_MS, requestOf, type Came, type Kind } from "./whole-answer.ts";

/** One connection per gateway that speaks HTTP/2 from its first byte on; a new one where the last was closed. */
export class Http2Connections {
  readonly #sessions = new Map<string, ClientHttp2Session>();

  #sessionOf(origin: string): ClientHttp2Session {
    const known = this.#sessions.get(origin);
    if (known && !known.closed && !known.destroyed) return known;
    const session = connect(origin);
    // What goes wrong with it is told to its streams.
    session.on("error", () => undefined);
    this.#sessions.set(origin, session);
    return session;
  }

  /** One request. */
  wholeAnswer({ kind, url }: { kind: Kind; url: string }): Promise<Came> {
    const { origin, pathname } = new URL(url);
    const { method, headers, body } = requestOf(kind);
    return new Promise((resolve) => {
      const stream = this.#sessionOf(origin).request(
        { ":method": method, ":path": pathname, ...headers },
        { endStream: body === undefined },
      );
      let status = 0;
      let length: number | undefined;
      let bytes = 0;
      let text = "";
      stream.setTimeout(PATIENCE_MS, () => stream.destroy(new Error("no answer in time")));
      stream.on("response", (got) => {
        status = Number(got[":status"]);
        length = got["content-length"] === undefined ? undefined : Number(got["content-length"]);
      });
      stream.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (text.length < 300) text += chunk.toString("latin1");
      });
      stream.on("error", (error) => resolve({ status: 0, what: error.message }));
      stream.on("close", () => {
        const isWhole = stream.rstCode === 0 && bytes === (length ?? bytes);
        const what = `status ${status} (code ${stream.rstCode}) ${text.slice(0, 200)}`;
        resolve({ status: isWhole ? status : 0, what });
      });
      if (body !== undefined) stream.end(body);
    });
  }

  close(): void {
    for (const session of this.#sessions.values()) session.destroy();
  }
}
