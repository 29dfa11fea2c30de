import { createServer, type Socket } from "node:net";

/*
 * Upstreams that fail, each in its way, and one that says that they are there.
 * `fault-upstreams.ts <ready> <reset> <hang> <503>`: a port for each.
 */
const [ready, reset, hang, unavailable] = process.argv.slice(2).map(Number) as [
  number,
  number,
  number,
  number,
];

function listen(port: number, act: (socket: Socket) => void): void {
  createServer({ noDelay: true }, (socket) => {
    socket.on("error", () => undefined).on("data", () => act(socket));
  }).listen(port, "127.0.0.1");
}

const answer = (status: string) => `HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`;

listen(reset, (socket) => void socket.resetAndDestroy());
listen(hang, () => undefined);
listen(unavailable, (socket) => void socket.write(answer("503 Service Unavailable")));
listen(ready, (socket) => void socket.write(answer("200 OK")));
