import { createServer, type Socket } from "node:net";

/*
 * The upstream of the speed benchmarks, a program of its own: the leanest thing that answers HTTP/1.1, so that its cost
 * does not hide the proxies'. Takes requests without a body. `json-upstream.ts <port>`.
 */
const BODY_BYTES = 200;
const END = "\r\n\r\n";

const filler = JSON.stringify({ id: 1, name: "" }).length;
const body = JSON.stringify({ id: 1, name: "x".repeat(BODY_BYTES - filler) });
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nDate: ${new Date().toUTCString()}\r\n\r\n${body}`,
);

function serve(socket: Socket): void {
  let rest = "";
  socket.on("error", () => undefined);
  socket.on("data", (chunk) => {
    rest += chunk.toString("latin1");
    for (let end = rest.indexOf(END); end >= 0; end = rest.indexOf(END)) {
      rest = rest.slice(end + END.length);
      socket.write(answer);
    }
  });
}

// At two addresses: to a gateway these are two hosts.
for (const host of ["127.0.0.1", "127.0.0.2"])
  createServer({ noDelay: true }, serve).listen(Number(process.argv[2]), host);
