import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { BlockList, isIPv6 } from "node:net";

/**
 * Makes `x-forwarded-for` say where a request really comes from: whoever is not a trusted proxy loses what it wrote
 * there itself. Next.js adds the socket's address only where the header is absent, so it has to go before Next looks.
 */
export function trustOnly(proxies: readonly string[]): void {
  const trusted = proxyList(proxies);
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    if (!isTrusted(trusted, request.socket.remoteAddress)) delete request.headers["x-forwarded-for"];
  });
}

function isTrusted(trusted: BlockList, address: string | undefined): boolean {
  if (address === undefined) return false;
  const plain = address.replace(/^::ffff:(?=\d+\.)/, "");
  return trusted.check(plain, isIPv6(plain) ? "ipv6" : "ipv4");
}

function proxyList(proxies: readonly string[]): BlockList {
  const list = new BlockList();
  for (const proxy of proxies) {
    const [address = "", bits] = proxy.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
