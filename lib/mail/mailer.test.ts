import { afterAll, describe, expect, test } from "vitest";
import { testSmtp } from "#lib/testing";
import { openMailer, toHtml, type Mailer, type MailMessage } from "./index.ts";

const from = { name: "Understudy", address: "understudy@example.com" };
const opened: Mailer[] = [];
afterAll(() => opened.forEach((mailer) => mailer.close()));

function mailerOf(port: number, auth?: { user: string; pass: string }): Mailer {
  const mailer = openMailer({ server: { host: "127.0.0.1", port, isTls: false, auth }, from });
  opened.push(mailer);
  return mailer;
}

const message: MailMessage = {
  to: { name: "Carla Consumer", address: "carla@example.com" },
  subject: "Approved: Shop may call Orders v1",
  text: "The subscription is approved.",
  html: "<p>The subscription is approved.</p>",
  messageId: "ntf_1.usr_1",
};

/** The header lines of a message, folded ones joined. */
function headersOf(source: string): string[] {
  const [head = ""] = source.split("\r\n\r\n");
  return head.replace(/\r\n[ \t]+/g, " ").split("\r\n");
}

describe("a mailer on a real SMTP server", async () => {
  const smtp = await testSmtp();
  const mailer = mailerOf(smtp.port);
  const last = () => smtp.received.at(-1) ?? { from: "", to: [], source: "" };

  test("sends plain text and HTML to one address", async () => {
    await mailer.send(message);
    expect(last()).toMatchObject({ from: from.address, to: ["carla@example.com"] });
    const headers = headersOf(last().source);
    expect(headers).toContain("Subject: Approved: Shop may call Orders v1");
    expect(headers).toContain("From: Understudy <understudy@example.com>");
    expect(headers).toContain("Message-ID: <ntf_1.usr_1@example.com>");
    expect(headers).toContain("Auto-Submitted: auto-generated");
    expect(last().source).toMatch(/Content-Type: text\/plain[\s\S]*Content-Type: text\/html/);
  });

  test.each(["\r\nBcc: all@example.com", "\nBcc: all@example.com", "\rBcc: x@example.com", "\u2028Bcc: x"])(
    "makes no header of %j in subject, name or id",
    async (evil) => {
      await mailer.send({
        ...message,
        subject: `Hello${evil}\r\n\r\nbody`,
        to: { name: `Carla${evil}" <all@example.com>, "x`, address: "carla@example.com" },
        messageId: `id${evil}`,
      });
      expect(last().to).toEqual(["carla@example.com"]);
      const headers = headersOf(last().source);
      expect(headers.filter((line) => /^(bcc|cc):/i.test(line))).toEqual([]);
      expect(headers.filter((line) => /^(to|subject|message-id):/i.test(line))).toHaveLength(3);
    },
  );

  test.each([
    "a@example.com, b@example.com",
    "a@example.com\r\nRCPT TO:<b@example.com>",
    "<a@example.com>",
    "a",
  ])("sends nothing to %j", async (address) => {
    const before = smtp.received.length;
    await expect(mailer.send({ ...message, to: { name: "", address } })).rejects.toThrow(TypeError);
    expect(smtp.received).toHaveLength(before);
  });

  test("says what the server said, and sends again afterwards", async () => {
    smtp.refusal = { code: 451, message: "try again later" };
    await expect(mailer.send(message)).rejects.toThrow(/451.*try again later/);
    smtp.refusal = undefined;
    await mailer.send(message);
    expect(last().to).toEqual(["carla@example.com"]);
  });

  test("fails where nobody listens", async () => {
    await expect(mailerOf(1).send(message)).rejects.toThrow(/ECONNREFUSED/);
  });
});

describe("with a user and password", async () => {
  const auth = { user: "understudy", pass: "p@ss" };
  const smtp = await testSmtp(auth);

  test("signs in to a server on this machine", async () => {
    await mailerOf(smtp.port, auth).send(message);
    expect(smtp.received).toHaveLength(1);
  });

  test("a wrong password is not repeated in the error", async () => {
    const error = await mailerOf(smtp.port, { ...auth, pass: "wrong-password" })
      .send(message)
      .then(() => undefined, String);
    expect(error).toMatch(/wrong user or password/);
    expect(error).not.toContain("wrong-password");
  });
});

test("HTML holds text, never markup of its own", () => {
  const evil = `<script>alert("1")</script>'`;
  const html = toHtml({
    title: evil,
    text: `${evil}\nsecond line`,
    link: { url: `https://portal.example/apis?a=1&b="><b>`, label: evil },
    foot: { text: evil, url: "https://portal.example/" },
  });
  expect(html).not.toMatch(/<script|<b>/);
  expect(html).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;");
  expect(html).toContain("second line");
});
