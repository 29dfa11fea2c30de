import { afterEach, beforeEach, expect, test } from "vitest";
import { Bench, rawExchange } from "./test-sockets.ts";
import { http, policy } from "./test-gateway.ts";
import { RawUpstream } from "./test-raw-upstream.ts";

/* Request smuggling, judged by what the upstream sees: never a request that the front did not see as one. */

let bench: Bench;
let upstream: RawUpstream;

beforeEach(async () => {
  bench = await new Bench().start();
  upstream = await new RawUpstream().start();
  const wide = { budget: { deadlineMs: 5_000 } };
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url)], wide));
});

afterEach(async () => {
  await bench.stop();
  await upstream.stop();
});

const SMUGGLED = "GET /shop/smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
const post = (headers: string, body: string) =>
  `POST /shop/front HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n${body}`;
const statusOf = (text: string) => Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1] ?? 0);

/** What came back and what the upstream saw. The connection is closed by the gateway, or by the request that asks for it. */
async function attack(bytes: string): Promise<{ status: number; paths: string[]; text: string }> {
  upstream.clear();
  const { text } = await rawExchange(bench.url, bytes);
  expect([bytes, upstream.violations]).toEqual([bytes, []]);
  const paths = upstream.requests.map(({ requestLine }) => requestLine.split(" ")[1] ?? "");
  return { status: statusOf(text), paths, text };
}

const REFUSED: Record<string, string> = {
  "CL.TE": post("Content-Length: 6\r\nTransfer-Encoding: chunked", `0\r\n\r\n${SMUGGLED}`),
  "TE.CL": post("Transfer-Encoding: chunked\r\nContent-Length: 4", `2b\r\n${SMUGGLED}\r\n0\r\n\r\n`),
  "lengths that differ": post(`Content-Length: 0\r\nContent-Length: ${SMUGGLED.length}`, SMUGGLED),
  "lengths that are equal": post("Content-Length: 5\r\nContent-Length: 5", `hello${SMUGGLED}`),
  "a list of lengths": post("Content-Length: 5, 5", `hello${SMUGGLED}`),
  "a length with a sign": post("Content-Length: +5", `hello${SMUGGLED}`),
  "a negative length": post("Content-Length: -5", `hello${SMUGGLED}`),
  "a hexadecimal length": post("Content-Length: 0x5", `hello${SMUGGLED}`),
  "a length with a comma": post("Content-Length: 5,", `hello${SMUGGLED}`),
  "a length with a blank within": post("Content-Length: 5 0", `hello${SMUGGLED}`),
  "an empty length": post("Content-Length:", SMUGGLED),
  "a length beyond 2^64": post("Content-Length: 18446744073709551621", `hello${SMUGGLED}`),
  "a length beyond 2^53": post("Content-Length: 9007199254740993", `hello${SMUGGLED}`),
  "a folded header": post(`X: a\r\n Content-Length: ${SMUGGLED.length}`, SMUGGLED),
  "a folded coding": post("Transfer-Encoding:\r\n chunked", `0\r\n\r\n${SMUGGLED}`),
  "a bare line feed between headers": post("X: a\nTransfer-Encoding: chunked", `0\r\n\r\n${SMUGGLED}`),
  "bare line feeds throughout": `POST /shop/front HTTP/1.1\nHost: x\nContent-Length: 5\n\nhello${SMUGGLED}`,
  "a bare carriage return in a value": post("X: a\rTransfer-Encoding: chunked", `0\r\n\r\n${SMUGGLED}`),
  "a bare carriage return in a name": post("Transfer\r-Encoding: chunked", `0\r\n\r\n${SMUGGLED}`),
  "a blank before the colon": post("Transfer-Encoding : chunked", `0\r\n\r\n${SMUGGLED}`),
  "a blank before the first header": `POST /shop/front HTTP/1.1\r\n Host: x\r\nContent-Length: 0\r\n\r\n${SMUGGLED}`,
  "identity after chunked": post("Transfer-Encoding: chunked, identity", `0\r\n\r\n${SMUGGLED}`),
  "identity alone": post("Transfer-Encoding: identity", `0\r\n\r\n${SMUGGLED}`),
  "codings in two lines": post(
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
    `0\r\n\r\n${SMUGGLED}`,
  ),
  "chunked twice": post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", `0\r\n\r\n${SMUGGLED}`),
  "chunked twice in one line": post("Transfer-Encoding: chunked, chunked", `0\r\n\r\n${SMUGGLED}`),
  "a coding that is none": post("Transfer-Encoding: xchunked", `0\r\n\r\n${SMUGGLED}`),
  "a coding before chunked": post("Transfer-Encoding: gzip, chunked", `0\r\n\r\n${SMUGGLED}`),
  "a coding with a parameter": post("Transfer-Encoding: chunked;q=1", `0\r\n\r\n${SMUGGLED}`),
  "a quoted coding": post('Transfer-Encoding: "chunked"', `0\r\n\r\n${SMUGGLED}`),
  "a coding after a vertical tab": post("Transfer-Encoding: \x0bchunked", `0\r\n\r\n${SMUGGLED}`),
  "chunked in HTTP/1.0": `POST /shop/front HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  "a chunk size beyond 2^64": post(
    "Transfer-Encoding: chunked",
    `10000000000000005\r\nhello\r\n0\r\n\r\n${SMUGGLED}`,
  ),
  "a chunk size with a sign": post("Transfer-Encoding: chunked", `+5\r\nhello\r\n0\r\n\r\n${SMUGGLED}`),
  "a chunk size with 0x": post("Transfer-Encoding: chunked", `0x5\r\nhello\r\n0\r\n\r\n${SMUGGLED}`),
  "a chunk size with a blank before": post(
    "Transfer-Encoding: chunked",
    ` 5\r\nhello\r\n0\r\n\r\n${SMUGGLED}`,
  ),
  "an empty chunk size": post("Transfer-Encoding: chunked", `\r\nhello\r\n0\r\n\r\n${SMUGGLED}`),
  "a chunk longer than its size": post("Transfer-Encoding: chunked", `4\r\nhello\r\n0\r\n\r\n${SMUGGLED}`),
  "chunks that end in bare line feeds": post("Transfer-Encoding: chunked", `5\nhello\n0\n\n${SMUGGLED}`),
  "a line feed in a chunk extension": post(
    "Transfer-Encoding: chunked",
    `5;a\nb\r\nhello\r\n0\r\n\r\n${SMUGGLED}`,
  ),
  "a huge chunk extension": post(
    "Transfer-Encoding: chunked",
    `5;${"a".repeat(40_000)}\r\nhello\r\n0\r\n\r\n${SMUGGLED}`,
  ),
  "a NUL in a value": post("X: a\0b\r\nContent-Length: 0", SMUGGLED),
  "no version": "GET /shop/front\r\n\r\n",
  "HTTP/0.9": "GET /shop/front HTTP/0.9\r\n\r\n",
  "a version that is none": `GET /shop/front HTTP/1.9\r\nHost: x\r\n\r\n${SMUGGLED}`,
  "a tab in the request line": `GET\t/shop/front HTTP/1.1\r\nHost: x\r\n\r\n${SMUGGLED}`,
};

test.each(Object.entries(REFUSED))("%s is refused, and the connection with it", async (_name, bytes) => {
  const { status, paths, text } = await attack(bytes);
  expect([400, 413]).toContain(status);
  // Chunks are read as they come: the request may be under way when a later one turns out to be bad. It is never completed.
  expect(paths).toEqual([]);
  expect(text.match(/HTTP\/1\.1 \d{3}/g)).toHaveLength(1);
});

const BODY = `0\r\n\r\n${SMUGGLED}`;
const LENGTH = `Content-Length: ${BODY.length}`;
const CLOSE = "Connection: close";

test("no spelling of Transfer-Encoding beside a length makes two requests of one", async () => {
  const odd = [
    ...Array.from({ length: 0x20 }, (_, n) => n + 1),
    ...Array.from({ length: 0x81 }, (_, n) => n + 0x7f),
  ];
  const gadgets = [
    ...odd.flatMap((code) => {
      const char = String.fromCharCode(code);
      return [
        `Transfer-Encoding:${char}chunked`,
        `Transfer-Encoding${char}: chunked`,
        `${char}Transfer-Encoding: chunked`,
        `Transfer-Encoding: chunked${char}`,
        `${char}Transfer-Encoding${char}: chunked${char}`,
      ];
    }),
    "Transfer_Encoding: chunked",
    "Transfer Encoding: chunked",
    "Transfer-Encoding: chunk",
    "Transfer-Encoding: cow chunked bar",
    "Transfer-Encoding: cow\r\nTransfer-Encoding: chunked",
    "Content-Encoding: chunked",
    "X: x\rTransfer-Encoding: chunked",
    "X: x\nTransfer-Encoding: chunked",
    "X: x\r\n\rTransfer-Encoding: chunked",
    "X: x\0\r\nTransfer-Encoding: chunked",
    "Content_Length: 0",
    "Content-Length\0: 0",
  ];
  for (const gadget of gadgets) {
    const { status, paths } = await attack(post(`${gadget}\r\n${CLOSE}\r\n${LENGTH}`, BODY));
    const bodies = upstream.requests.map(({ body }) => body);
    expect([gadget, paths, bodies]).toEqual(status === 200 ? [gadget, ["/front"], [BODY]] : [gadget, [], []]);
    expect([200, 400]).toContain(status);
  }
});

test("what has one reading arrives as one request with its whole body", async () => {
  const chunked = "Transfer-Encoding: chunked";
  const cases: [string, string][] = [
    [post(`${chunked}\r\n${CLOSE}`, `5;a=b\r\nhello\r\n0\r\n\r\n`), "hello"],
    [post(`${chunked}\r\n${CLOSE}`, `05\r\nhello\r\n0\r\nX-Trailer: a\r\n\r\n`), "hello"],
    [post(`TRANSFER-ENCODING: CHUNKED\r\n${CLOSE}`, `5\r\nhello\r\n0\r\n\r\n`), "hello"],
    [post(`Content-Length: 005\r\n${CLOSE}`, "hello"), "hello"],
    [post(`Connection: close, content-length\r\nContent-Length: 5`, "hello"), "hello"],
    [post(`Connection: close, transfer-encoding\r\n${chunked}`, "5\r\nhello\r\n0\r\n\r\n"), "hello"],
    [`GET /shop/front HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n${CLOSE}\r\n\r\nhello`, "hello"],
    [`GET  /shop/front  HTTP/1.1\r\nHost: x\r\n${CLOSE}\r\n\r\n`, ""],
    [post(`Expect: 100-continue\r\nContent-Length: 5\r\n${CLOSE}`, "hello"), "hello"],
  ];
  for (const [bytes, body] of cases) {
    const { paths } = await attack(bytes);
    expect([bytes, paths, upstream.requests[0]?.body]).toEqual([bytes, ["/front"], body]);
  }
});

test("an expectation other than 100-continue is refused", async () => {
  const { status, paths } = await attack(post(`Expect: 200-ok\r\nContent-Length: 5\r\n${CLOSE}`, "hello"));
  expect([status, paths]).toEqual([417, []]);
});

test("bytes after a request that asked to close are not read as another", async () => {
  const { paths } = await attack(`${post(`${CLOSE}\r\nContent-Length: 5`, "hello")}${SMUGGLED}`);
  expect(paths).toEqual(["/front"]);
});

test("an error within a pipeline ends it: what came before is answered, what comes after is not", async () => {
  const before = "GET /shop/before HTTP/1.1\r\nHost: x\r\n\r\n";
  const { paths, text } = await attack(`${before}GET /shop/ HTTP/1.1\r\nHost : x\r\n\r\n${SMUGGLED}`);
  expect(paths).not.toContain("/shop/smuggled");
  expect(paths.length).toBeLessThanOrEqual(1);
  expect(text.match(/HTTP\/1\.1 200/g)?.length ?? 0).toBeLessThanOrEqual(1);
});
