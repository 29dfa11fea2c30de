import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { AppError } from "#lib/errors";
import { environmentSecret, gatewayConfig, launcherConfig, portalConfig, workerConfig } from "./index.ts";

const DATABASE_URL = "postgres://app:secret@127.0.0.1:5432/understudy";
const SEALING_KEY = randomBytes(32).toString("base64");
const SECRET = "s".repeat(32);
const SIGNING_KEY = "MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
const SIGNING_PUBLIC_KEY = "MCowBQYDK2VwAyEAA6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=";

function messagesOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error.issues.map((issue) => issue.message);
    throw error;
  }
  throw new Error("expected the settings to be refused");
}

describe("launcherConfig", () => {
  it("needs nothing", () => {
    const config = launcherConfig({});
    expect(config.host).toBe("127.0.0.1");
    expect(config.ports).toEqual({ PORTAL_PORT: 3000, GATEWAY_PORT: 8080, GATEWAY_ADMIN_PORT: 8081 });
    expect(config.portalUrl).toBe("http://127.0.0.1:3000");
    expect(config.dataDir.endsWith("/.understudy")).toBe(true);
    expect(config.databaseUrl).toBeUndefined();
    expect(config.gateway.environment).toBe("production");
    expect(config.gateway.node).toMatch(/-8080$/);
  });

  it("names every mistake at once", () => {
    const messages = messagesOf(() =>
      launcherConfig({
        PORTAL_PORT: "70000",
        GATEWAY_PORT: "x",
        DATABASE_URL: "mysql://h/d",
        ADMIN_PASSWORD: "short",
      }),
    );
    expect(messages).toEqual([
      "PORTAL_PORT is above 65535. Give a port from 1 to 65535.",
      "GATEWAY_PORT is not a number. Give a port from 1 to 65535.",
      expect.stringMatching(/^DATABASE_URL is not the address of a PostgreSQL database/),
      "ADMIN_PASSWORD is shorter than 12 characters.",
    ]);
  });

  it("refuses one port for two listeners", () => {
    expect(messagesOf(() => launcherConfig({ GATEWAY_PORT: "3000" }))).toEqual([
      "GATEWAY_PORT is the same as PORTAL_PORT.",
    ]);
  });

  it("takes the TLS port whole, with files and a port of its own", () => {
    const files = { GATEWAY_TLS_CERT_FILE: "/tls/cert.pem", GATEWAY_TLS_KEY_FILE: "/tls/key.pem" };
    const tls = { port: 8443, certFile: "/tls/cert.pem", keyFile: "/tls/key.pem" };
    expect(launcherConfig({ GATEWAY_TLS_PORT: "8443", ...files }).gateway.tls).toEqual(tls);
    expect(messagesOf(() => launcherConfig({ GATEWAY_TLS_PORT: "3000" }))).toEqual([
      expect.stringMatching(/^GATEWAY_TLS_CERT_FILE is not set\. .* go together/),
      expect.stringMatching(/^GATEWAY_TLS_KEY_FILE is not set\./),
      "GATEWAY_TLS_PORT is the same as PORTAL_PORT. Give it a port of its own.",
    ]);
  });

  it("takes an empty value for an absent one", () => {
    expect(launcherConfig({ PORTAL_PORT: "", DATABASE_URL: "" }).ports.PORTAL_PORT).toBe(3000);
  });

  it("reaches a portal on every address by loopback", () => {
    expect(launcherConfig({ HOST: "0.0.0.0" }).portalUrl).toBe("http://127.0.0.1:3000");
    expect(launcherConfig({ PORTAL_URL: "https://apis.example.com/" }).portalUrl).toBe(
      "https://apis.example.com",
    );
  });
});

describe("portalConfig", () => {
  const env = { DATABASE_URL, AUTH_SECRET: SECRET, SEALING_KEY, TELEMETRY_SECRET: SECRET };

  it("trusts no proxy unless told otherwise", () => {
    expect(portalConfig(env).trustedProxies).toEqual([]);
    const given = { ...env, TRUSTED_PROXIES: "10.0.0.1, 192.168.0.0/16,2001:db8::/32" };
    expect(portalConfig(given).trustedProxies).toEqual(["10.0.0.1", "192.168.0.0/16", "2001:db8::/32"]);
  });

  it.each(["proxy.internal", "10.0.0.1/33", "10.0.0.0/8/8", "::1/129"])("refuses the proxy %s", (text) => {
    expect(messagesOf(() => portalConfig({ ...env, TRUSTED_PROXIES: text }))).toEqual([
      "TRUSTED_PROXIES is not a list of IP addresses and CIDR ranges.",
    ]);
  });

  it("takes the database as the store unless told otherwise", () => {
    expect(portalConfig(env).storeUrl).toBe(DATABASE_URL);
    expect(portalConfig({ ...env, STORE_URL: "etcd://a:2379,b:2379" }).storeUrl).toBe("etcd://a:2379,b:2379");
  });

  it("says what each missing setting is", () => {
    const messages = messagesOf(() => portalConfig({}));
    expect(messages.map((message) => message.split(" ")[0])).toEqual([
      "DATABASE_URL",
      "AUTH_SECRET",
      "SEALING_KEY",
      "TELEMETRY_SECRET",
    ]);
    expect(messages[0]).toContain("is not set. It is the address of a PostgreSQL database");
  });

  it("never repeats a value in a message", () => {
    const messages = messagesOf(() =>
      portalConfig({ ...env, SEALING_KEY: "hunter2", AUTH_SECRET: "hunter2" }),
    );
    expect(messages).toHaveLength(2);
    expect(messages.join()).not.toContain("hunter2");
  });
});

describe("workerConfig", () => {
  it("refuses a key of another kind", () => {
    const messages = messagesOf(() => workerConfig({ DATABASE_URL, SEALING_KEY, SIGNING_KEY: SEALING_KEY }));
    expect(messages).toEqual(["SIGNING_KEY is not a base64 Ed25519 private key (PKCS #8)."]);
    expect(workerConfig({ DATABASE_URL, SEALING_KEY, SIGNING_KEY }).signingKey).toBe(SIGNING_KEY);
  });

  it("takes several sealing keys", () => {
    const next = randomBytes(32).toString("base64");
    const given = { DATABASE_URL, SEALING_KEY: `${next}, ${SEALING_KEY}`, SIGNING_KEY };
    expect(workerConfig(given).sealingKeys).toEqual([next, SEALING_KEY]);
    expect(messagesOf(() => workerConfig({ ...given, SEALING_KEY: `${next},x` }))).toEqual([
      "SEALING_KEY is not a base64 key of 32 bytes, or several separated by commas. `openssl rand -base64 32` makes one.",
    ]);
  });
});

describe("gatewayConfig", () => {
  const env = { STORE_URL: DATABASE_URL, SIGNING_PUBLIC_KEY, SEALING_KEY };

  it("needs a store, the public key and the sealing key, and no database", () => {
    const config = gatewayConfig(env);
    expect(config).toMatchObject({
      port: 8080,
      adminPort: 8081,
      environment: "production",
      telemetry: undefined,
    });
    expect(config.snapshotDir.endsWith(`/.understudy/gateways/${config.node}`)).toBe(true);
  });

  it("gives targets only the secrets that are meant for them", () => {
    const given = { ...env, UPSTREAM_STOREFRONT: "k", UPSTREAM_EMPTY: "" };
    const names = ["UPSTREAM_STOREFRONT", "UPSTREAM_EMPTY", "SEALING_KEY", "PATH"];
    expect(names.map((name) => environmentSecret(name, given))).toEqual([
      "k",
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("wants the telemetry address and token together", () => {
    expect(messagesOf(() => gatewayConfig({ ...env, TELEMETRY_TOKEN: "t" }))).toEqual([
      "TELEMETRY_TOKEN and TELEMETRY_URL go together. Set both or neither.",
    ]);
  });

  it.each(["etcd://a:1", "etcd://a:1,b:2", "etcd://user:pw@a:1,b:2?tls=true"])(
    "takes the store %s",
    (url) => {
      expect(gatewayConfig({ ...env, STORE_URL: url }).storeUrl).toBe(url);
    },
  );

  it.each(["etcd://host", "redis://host:1", "etcd://a:1,b"])("refuses the store %s", (url) => {
    expect(messagesOf(() => gatewayConfig({ ...env, STORE_URL: url }))).toHaveLength(1);
  });
});

describe("the mail server", () => {
  const given = (over: Record<string, string>) =>
    workerConfig({ DATABASE_URL, SEALING_KEY, SIGNING_KEY, ...over });
  const MAIL_FROM = "Understudy <understudy@example.com>";

  it("is absent until it is given", () => {
    expect(given({}).mail).toBeUndefined();
    expect(given({}).portalUrl).toBe("http://127.0.0.1:3000");
  });

  it("is an address with credentials, and a sender", () => {
    const SMTP_URL = "smtp://us%40er:p%3Aw@mail.example.com";
    expect(given({ SMTP_URL, MAIL_FROM }).mail).toEqual({
      server: { host: "mail.example.com", port: 587, isTls: false, auth: { user: "us@er", pass: "p:w" } },
      from: { name: "Understudy", address: "understudy@example.com" },
    });
    expect(given({ SMTP_URL: "smtps://[::1]", MAIL_FROM: "a@example.com" }).mail).toEqual({
      server: { host: "::1", port: 465, isTls: true, auth: undefined },
      from: { name: "", address: "a@example.com" },
    });
  });

  it("comes with its sender or not at all, to the launcher too", () => {
    const SMTP_URL = "smtp://127.0.0.1:2525";
    const message = expect.stringMatching(/^MAIL_FROM is not set\. SMTP_URL and MAIL_FROM go together/);
    expect(messagesOf(() => given({ SMTP_URL }))).toEqual([message]);
    expect(messagesOf(() => launcherConfig({ SMTP_URL }))).toEqual([message]);
    expect(messagesOf(() => given({ MAIL_FROM }))).toEqual([expect.stringMatching(/^SMTP_URL is not set/)]);
  });

  it.each(["http://mail.example.com", "smtp://", "mail.example.com", "smtp://h/path", "smtp://u:%zz@h"])(
    "is not %s, and the message does not repeat it",
    (SMTP_URL) => {
      const [message = ""] = messagesOf(() => given({ SMTP_URL, MAIL_FROM }));
      expect(message).toMatch(/^SMTP_URL is not the address of a mail server/);
      expect(message).not.toContain("%zz");
    },
  );

  it.each(["nobody", "A <a@example.com>\r\nBcc: x", "a@example.com, b@example.com"])(
    "is not sent from %j",
    (from) => {
      expect(messagesOf(() => given({ SMTP_URL: "smtp://h", MAIL_FROM: from }))).toEqual([
        expect.stringMatching(/^MAIL_FROM is not a sender/),
      ]);
    },
  );

  it("tells the portal who sends, and no password", () => {
    const config = portalConfig({
      DATABASE_URL,
      AUTH_SECRET: SECRET,
      SEALING_KEY,
      TELEMETRY_SECRET: SECRET,
      MAIL_FROM,
    });
    expect(config.mailSender).toEqual({ name: "Understudy", address: "understudy@example.com" });
  });
});
