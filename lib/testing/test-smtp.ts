import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll } from "vitest";

export interface TestSmtp {
  port: number;
  /** What it took; `source` as it came over the wire, but for the soft line breaks of quoted-printable. */
  received: { from: string; to: string[]; source: string }[];
  /** What it answers to the next messages; undefined: it takes them. */
  refusal: { code: number; message: string } | undefined;
}

/** A real SMTP server on a port of its own, stopped after the suite. It asks for this user and password when given. */
export async function testSmtp(auth?: { user: string; pass: string }): Promise<TestSmtp> {
  const smtp: TestSmtp = { port: 0, received: [], refusal: undefined };
  const server = new SMTPServer({
    authOptional: auth === undefined,
    disabledCommands: auth ? ["STARTTLS"] : ["AUTH", "STARTTLS"],
    allowInsecureAuth: true,
    closeTimeout: 100,
    logger: false,
    onAuth: (given, _session, done) =>
      given.username === auth?.user && given.password === auth?.pass
        ? done(null, { user: given.username })
        : done(new Error("wrong user or password")),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { refusal } = smtp;
        if (refusal) return done(Object.assign(new Error(refusal.message), { responseCode: refusal.code }));
        const { mailFrom, rcptTo } = session.envelope;
        smtp.received.push({
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map(({ address }) => address),
          source: Buffer.concat(chunks).toString("utf8").replaceAll("=\r\n", ""),
        });
        done();
      });
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  smtp.port = (server.server.address() as AddressInfo).port;
  afterAll(() => new Promise<void>((resolve) => server.close(resolve)));
  return smtp;
}
