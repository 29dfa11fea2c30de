import { z } from "zod";

/** The one SMTP server that mail is handed to, and in whose name. */
export interface MailConfig {
  server: {
    host: string;
    port: number;
    /** TLS from the first byte (smtps); otherwise STARTTLS where the server offers it. */
    isTls: boolean;
    auth: { user: string; pass: string } | undefined;
  };
  from: MailSender;
}

export interface MailSender {
  name: string;
  address: string;
}

const SmtpUrl = z
  .string()
  .refine(
    (url) => parseServer(url) !== undefined,
    "is not the address of a mail server. It looks like smtp://user:password@mail.example.com:587 or smtps://….",
  );

const MailFrom = z
  .string()
  .refine(
    (text) => parseSender(text) !== undefined,
    "is not a sender. It looks like understudy@example.com or Understudy <understudy@example.com>.",
  );

/** The variables about mail, for the schema of a process. */
export const MAIL_SETTINGS = { SMTP_URL: SmtpUrl.optional(), MAIL_FROM: MailFrom.optional() };

interface Given {
  SMTP_URL?: string | undefined;
  MAIL_FROM?: string | undefined;
}

/** Both or neither. */
export function checkMail(given: Given, context: z.RefinementCtx): void {
  if ((given.SMTP_URL === undefined) === (given.MAIL_FROM === undefined)) return;
  const missing = given.SMTP_URL === undefined ? "SMTP_URL" : "MAIL_FROM";
  const message = "is not set. SMTP_URL and MAIL_FROM go together.";
  context.addIssue({ code: "custom", path: [missing], message });
}

/** Undefined without a mail server: notifications stay in the portal. */
export function mailConfig(given: Given): MailConfig | undefined {
  const server = parseServer(given.SMTP_URL ?? "");
  const from = mailSender(given);
  return server && from ? { server, from } : undefined;
}

/** In whose name mail is sent. */
export function mailSender(given: Pick<Given, "MAIL_FROM">): MailSender | undefined {
  return parseSender(given.MAIL_FROM ?? "");
}

function parseServer(text: string): MailConfig["server"] | undefined {
  const url = URL.parse(text);
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === "") return undefined;
  if (!/^\/?$/.test(url.pathname) || url.search !== "") return undefined;
  const isTls = url.protocol === "smtps:";
  const user = decoded(url.username);
  const pass = decoded(url.password);
  if (user === undefined || pass === undefined) return undefined;
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? (isTls ? 465 : 587) : Number(url.port),
    isTls,
    auth: user === "" ? undefined : { user, pass },
  };
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

function parseSender(text: string): MailSender | undefined {
  const [, name = "", address = ""] = /^([^<>"\p{Cc}]*)<([^<>\s]+)>$/u.exec(text) ?? ["", "", text.trim()];
  if (!z.email().safeParse(address).success) return undefined;
  return { name: name.trim(), address };
}
