import { createPrivateKey, createPublicKey } from "node:crypto";
import { isIP } from "node:net";
import { z } from "zod";

/** One schema per environment variable; their messages are completed with the variable's name. */

const missing = (what: string) => (issue: { input?: unknown }) =>
  issue.input === undefined ? `is not set. It is ${what}.` : `is not valid. It is ${what}.`;

const text = (what: string) => z.string({ error: missing(what) });

export const Port = z.coerce
  .number({ error: "is not a number. Give a port from 1 to 65535." })
  .int("is not a whole number. Give a port from 1 to 65535.")
  .min(1, "is below 1. Give a port from 1 to 65535.")
  .max(65_535, "is above 65535. Give a port from 1 to 65535.");

export const Host = z
  .string()
  .regex(
    /^[A-Za-z0-9.:_-]+$/,
    "is not a host name or an IP address. 127.0.0.1 keeps everything on this machine.",
  );

export const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
export const LogLevel = z.enum(LOG_LEVELS, { error: `is not one of ${LOG_LEVELS.join(", ")}.` });
export type LogLevel = z.infer<typeof LogLevel>;

export const Environment = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "is not the name of an environment, such as production or sandbox.")
  .max(63, "is longer than 63 characters.");

export const NodeName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    "holds other characters than letters, digits, dots, hyphens, underscores.",
  );

export const Directory = z.string().max(1024, "is longer than 1024 characters.");

export const FileName = z.string().max(1024, "is longer than 1024 characters.");

/** Addresses and CIDR ranges, separated by commas. */
export const ProxyList = z
  .string()
  .transform((text) =>
    text
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== ""),
  )
  .refine((proxies) => proxies.every(isAddressOrRange), "is not a list of IP addresses and CIDR ranges.");

export const WebUrl = text("an http:// or https:// address").refine(
  (url) => /^https?:$/.test(URL.parse(url)?.protocol ?? ""),
  "is not an http:// or https:// address.",
);

export const PostgresUrl = text(
  "the address of a PostgreSQL database, postgres://user:password@host:port/name",
).refine(
  isPostgresUrl,
  "is not the address of a PostgreSQL database. It looks like postgres://user:password@host:5432/name.",
);

export const StoreUrl = text(
  "the address of the shared store, postgres://… or etcd://host:port[,host:port]",
).refine(
  (url) => isPostgresUrl(url) || isEtcdUrl(url),
  "is not the address of a store. It looks like postgres://… or etcd://host:2379[,host:2379].",
);

export const RedisUrl = text("the address of a Redis server, redis://… or rediss://… (TLS)").refine(
  (url) => /^rediss?:\/\/[^/]+/.test(url) && URL.canParse(url),
  "is not the address of a Redis server. It looks like redis://[user:password@]host:6379[/database].",
);

export const Email = z.email("is not an email address.");
export const Password = z
  .string()
  .min(12, "is shorter than 12 characters.")
  .max(200, "is longer than 200 characters.");

/** A random text that only this installation knows. */
export const Secret = text("a random secret of at least 32 characters").min(
  32,
  "is shorter than 32 characters.",
);

/** Keys separated by commas: the first is used, the others are still accepted. */
const keyList = (what: string, isKey: (key: string) => boolean, refusal: string) =>
  text(what)
    .transform((keys): [string, ...string[]] => {
      const [first = "", ...others] = keys.split(",").map((key) => key.trim());
      return [first, ...others];
    })
    .refine((keys) => keys.every(isKey), refusal);

export const SealingKeys = keyList(
  "a base64 key of 32 bytes, the same for portal, worker and gateways",
  (key) => Buffer.from(key, "base64").length === 32,
  "is not a base64 key of 32 bytes, or several separated by commas. `openssl rand -base64 32` makes one.",
);

export const SigningKey = text("a base64 Ed25519 private key (PKCS #8)").refine(
  (key) =>
    isEd25519(() => createPrivateKey({ key: Buffer.from(key, "base64"), format: "der", type: "pkcs8" })),
  "is not a base64 Ed25519 private key (PKCS #8).",
);

export const SigningPublicKeys = keyList(
  "a base64 Ed25519 public key (SPKI)",
  (key) => isEd25519(() => createPublicKey({ key: Buffer.from(key, "base64"), format: "der", type: "spki" })),
  "is not a base64 Ed25519 public key (SPKI), or several separated by commas.",
);

export const ByteCount = z.coerce
  .number({ error: "is not a number of bytes." })
  .int("is not a whole number of bytes.")
  .min(0, "is below 0. 0 keeps nothing.");

export const Workers = z.coerce
  .number({ error: "is not a number. Give the number of processes, from 1 to 64." })
  .int("is not a whole number. Give the number of processes, from 1 to 64.")
  .min(1, "is below 1. Give the number of processes, from 1 to 64.")
  .max(64, "is above 64. Give the number of processes, from 1 to 64.");

export const Token = text("the token the portal gives to this gateway");

function isPostgresUrl(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && /^postgres(ql)?:$/.test(parsed.protocol) && parsed.hostname !== "";
}

function isEtcdUrl(url: string): boolean {
  return /^etcd:\/\/([^\s@/]+@)?[^\s,/:@]+:\d{1,5}(,[^\s,/:@]+:\d{1,5})*\/?(\?[^\s#]*)?$/.test(url);
}

function isEd25519(load: () => { asymmetricKeyType?: string | undefined }): boolean {
  try {
    return load().asymmetricKeyType === "ed25519";
  } catch {
    return false;
  }
}

function isAddressOrRange(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
