import { isIP } from "node:net";
import { createTransport } from "nodemailer";
import type { MailConfig } from "#lib/config";

const CONNECT_MS = 10_000;
const SOCKET_MS = 30_000;

export interface MailMessage {
  to: { name: string; address: string };
  subject: string;
  text: string;
  html: string;
  /** Equal for a repeated sending of the same message: servers and readers can tell. */
  messageId: string;
}

export interface Mailer {
  /** Resolves when the server has taken the message; throws what it said otherwise. */
  send(message: MailMessage): Promise<void>;
  close(): void;
}

/**
 * A mailer on one SMTP server (RFC 5321). Credentials go over TLS only, but to this machine. Addresses are handed over as
 * objects and header values have no line breaks: nothing in a message becomes another header or recipient.
 */
export function openMailer({ server, from }: MailConfig): Mailer {
  const transport = createTransport({
    pool: true,
    maxConnections: 2,
    host: server.host,
    port: server.port,
    secure: server.isTls,
    requireTLS: server.auth !== undefined && !server.isTls && !isLoopback(server.host),
    ...(server.auth ? { auth: server.auth } : {}),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SOCKET_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ to, subject, text, html, messageId }) {
      await transport.sendMail({
        from,
        to: { name: oneLine(to.name), address: plainAddress(to.address) },
        subject: oneLine(subject),
        text,
        html,
        messageId: `<${oneLine(messageId)}@${from.address.split("@")[1] ?? "localhost"}>`,
        // RFC 3834: an automatic answer to this helps nobody.
        headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
      });
    },
    close: () => transport.close(),
  };
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
}

/** Throws for what is not one plain address: a list would reach others. */
function plainAddress(address: string): string {
  if (/^[^\s@<>()[\],;:"\\\p{Cc}]+@[^\s@<>()[\],;:"\\\p{Cc}]+$/u.test(address)) return address;
  throw new TypeError("The address is not one that mail can be sent to.");
}

function isLoopback(host: string): boolean {
  return host === "localhost" || (isIP(host) === 4 ? host.startsWith("127.") : host === "::1");
}
