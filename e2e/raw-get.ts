import { connect } from "node:net";

export interface RawAnswer {
  status: number;
  /** By lower-case name, as they came over the wire. */
  headers: Map<string, string>;
  body: string;
}

/** One GET over a socket of its own: what the gateway really sends, seen through no client's eyes. */
export async function rawGet(address: string): Promise<RawAnswer> {
  const url = new URL(address);
  const socket = connect({ host: url.hostname, port: Number(url.port) });
  socket.setTimeout(10_000, () => socket.destroy(new Error(`${address} does not answer.`)));
  socket.write(`GET ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\nconnection: close\r\n\r\n`);
  const parts: Buffer[] = [];
  for await (const part of socket) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString("utf8");
  const end = text.indexOf("\r\n\r\n");
  const [first = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = lines.map((line): [string, string] => {
    const at = line.indexOf(":");
    return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
  });
  return { status: Number(first.split(" ")[1]), headers: new Map(headers), body: text.slice(end + 4) };
}
