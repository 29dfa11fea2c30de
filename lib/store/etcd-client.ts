import { Etcd3, EtcdLeaseInvalidError, type IOptions, isRecoverableError } from "etcd3";
import { AppError } from "#lib/errors";

/** `etcd://[user:password@]host:port[,host:port…][?tls=true]`; TLS trusts the system's authorities. */
const ADDRESS = /^etcd:\/\/(?:([^:@/]+):([^@/]+)@)?([^/?@]+)\/?(?:\?tls=(true|false))?$/;

type Policy = NonNullable<NonNullable<IOptions["faultHandling"]>["global"]>;

/** A client whose calls end within `timeoutMs` and whose connection is made again at once when the server returns. */
export function openEtcd(url: string, timeoutMs: number): Etcd3 {
  const [, username, password, hosts, tls] = ADDRESS.exec(url) ?? [];
  if (!hosts) throw new AppError("invalid", "The store's address looks like etcd://host:2379[,host:2379].");
  const scheme = tls === "true" ? "https" : "http";
  const list = hosts.split(",").map((host) => `${scheme}://${host}`);
  return new Etcd3({
    hosts: list,
    ...(username && password
      ? { auth: { username: decodeURIComponent(username), password: decodeURIComponent(password) } }
      : {}),
    dialTimeout: timeoutMs,
    // A watch lives on; everything else has an end.
    defaultCallOptions: ({ method }) => (method === "watch" ? {} : { deadline: Date.now() + timeoutMs }),
    faultHandling: { host: () => tries(1), global: tries(list.length) },
    grpcOptions: {
      "grpc.max_receive_message_length": -1,
      "grpc.max_send_message_length": -1,
      "grpc.initial_reconnect_backoff_ms": 50,
      "grpc.min_reconnect_backoff_ms": 50,
      "grpc.max_reconnect_backoff_ms": 1_000,
      // Half-open connections of a watch are found within 15 s; etcd allows a ping every 5 s, and throws out whoever pings
      // without a call under way.
      "grpc.keepalive_time_ms": 10_000,
      "grpc.keepalive_timeout_ms": 5_000,
    },
  });
}

/**
 * In place of etcd3's own policies: its circuit breaker would keep a returned server away for 5 s, and its retries would
 * outlast the timeout. Each attempt goes to the next host.
 */
function tries(attempts: number): Policy {
  const nobody = (): { dispose(): void } => ({ dispose: () => {} });
  const execute: Policy["execute"] = async (run) => {
    const context = { signal: new AbortController().signal };
    for (let attempt = 1; ; attempt++) {
      try {
        return await run(context);
      } catch (error) {
        const passing = error instanceof Error && isRecoverableError(error);
        if (!passing || attempt >= attempts) throw error;
      }
    }
  };
  // `_altReturn` exists in the type alone.
  return { execute, onSuccess: nobody, onFailure: nobody } as Partial<Policy> as Policy;
}

export function isLeaseGone(error: unknown): boolean {
  return error instanceof EtcdLeaseInvalidError;
}

/** What a failed call means to the store's users. */
export function etcdError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError("unavailable", "The shared store (etcd) does not answer.", { cause: error });
}
