import { resolvePolicy } from "#lib/fallback";
import type { FallbackPolicy, StatusRange } from "#lib/fallback/schema";
import { NotExpressible, SECRETS } from "../adapter.ts";

/** Headers of one connection that neither of them takes off by itself. */
export const HOP_BY_HOP = ["proxy-authorization", "te", "keep-alive"];

/** What the templates of gateways with a configuration file fill in for one target. */
export interface Slot {
  /** `127.0.0.1:8080`. */
  address: string;
  isHttp2: boolean;
  connectMs: number;
  firstByteMs: number;
  /** The target's own credential. */
  credential: { header: string; value: string } | undefined;
  holdDownMs: number;
  health: ReturnType<typeof resolvePolicy>["chain"][number];
}

/** A policy as those templates need it: a chain of one address each, and what may be replayed. */
export interface FilePolicy {
  slots: Slot[];
  statuses: number[];
  /** Methods that move on whatever became of the request. */
  freeMethods: string[];
  /** Requests with this header do so too. */
  freeHeader: string | undefined;
  bodyMaxBytes: number;
  isOverLimitRefused: boolean;
}

/** Reads a policy for the templates. Throws NotExpressible for what neither of their formats knows. */
export function filePolicy(policy: FallbackPolicy): FilePolicy {
  const { chain, replay, stream, failback } = resolvePolicy(policy);
  if (stream.commit === "first_event")
    throw new NotExpressible("it passes answers on at their headers and cannot look at the first event");
  const slots = chain.map((target): Slot => {
    if (target.kind !== "http") throw new Error("the cases use http targets only");
    const { auth, endpoints, timeouts } = target;
    const secret = auth && SECRETS[auth.secretRef.slice("env:".length) as keyof typeof SECRETS];
    return {
      address: new URL(endpoints[0]?.url ?? "").host,
      isHttp2: target.protocol === "http2",
      connectMs: timeouts.connectMs,
      firstByteMs: timeouts.firstByteMs,
      credential: auth && secret ? { header: auth.name, value: secret } : undefined,
      holdDownMs: failback.holdDownMs,
      health: target,
    };
  });
  const sharing = (of: "sharesState" | "sharesDedupStore") => chain.every(({ semantics }) => semantics[of]);
  const idempotent =
    replay.idempotentUnsafe === "always" ||
    (replay.idempotentUnsafe === "shared_state" && sharing("sharesState"));
  return {
    slots,
    statuses: (chain[0] && "triggers" in chain[0] ? chain[0].triggers.status : []).flatMap(each),
    freeMethods: [...replay.safeMethods, ...(idempotent ? ["PUT", "DELETE"] : [])],
    freeHeader:
      replay.nonIdempotent === "with_key" && sharing("sharesDedupStore")
        ? replay.idempotencyHeader
        : undefined,
    bodyMaxBytes: replay.bodyMaxBytes,
    isOverLimitRefused: replay.bodyOverLimit === "reject_413",
  };
}

function each(range: StatusRange): number[] {
  if (typeof range === "number") return [range];
  const [from, to] = range;
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
