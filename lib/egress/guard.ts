import { lookup as dnsLookup, type LookupAddress, type LookupOptions } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { buildConnector } from "undici";
import { checkAddress } from "./check-address.ts";
import type { EgressPolicy, EgressPurpose } from "./schema.ts";

export interface EgressGuard {
  /** Read at every connect, so that a new policy holds at once. */
  policy: () => EgressPolicy;
  purpose: EgressPurpose;
  /** How names are resolved; the system's resolver when absent. */
  resolve?: (host: string, options: LookupOptions, done: ResolveDone) => void;
}

type ResolveDone = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;

const EGRESS_REFUSED = "ERR_EGRESS_REFUSED";

/** A connection the policy does not allow. Reaches callers as a socket error: nothing was sent. */
export class EgressRefused extends Error {
  override readonly name = "EgressRefused";
  readonly code = EGRESS_REFUSED;
}

/** True for an EgressRefused, also as the cause of what an HTTP client threw. */
export function isEgressRefused(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return (error as { code?: unknown }).code === EGRESS_REFUSED || isEgressRefused(error.cause);
}

/** Why `host` would be refused, as far as that is known before it is resolved: for IP literals. */
export function literalRefusal(
  host: string,
  guard: Pick<EgressGuard, "policy" | "purpose">,
): string | undefined {
  const bare = host.startsWith("[") ? host.slice(1, -1) : host;
  if (isIP(bare) === 0) return undefined;
  const verdict = checkAddress(bare, guard.policy(), { purpose: guard.purpose });
  return verdict.ok ? undefined : verdict.reason;
}

/** Throws EgressRefused when `host` is an IP literal that may not be called. Names are judged once resolved. */
export function assertLiteral(host: string, guard: EgressGuard): void {
  const reason = literalRefusal(host, guard);
  if (reason !== undefined) throw new EgressRefused(reason);
}

/**
 * A `lookup` for net.connect and tls.connect that hands out only addresses the policy allows. The socket connects to what
 * it returns, so there is no second resolution to rebind. Sockets skip it for IP literals: see `guardedOptions`.
 */
export function guardedLookup(guard: EgressGuard): LookupFunction {
  const resolve =
    guard.resolve ?? ((host, options, done) => dnsLookup(host, { ...options, all: true }, done));
  return (host, options, done) => {
    resolve(host, options, (error, addresses) => {
      if (error) return done(error, "", 0);
      const { allowed, reason } = sift(host, addresses, guard);
      const [first] = allowed;
      if (!first) return done(new EgressRefused(reason ?? `${host} has no address.`), "", 0);
      if (options.all) return done(null, allowed);
      done(null, first.address, first.family);
    });
  };
}

function sift(host: string, addresses: LookupAddress[], guard: EgressGuard) {
  const policy = guard.policy();
  const allowed: LookupAddress[] = [];
  let reason: string | undefined;
  for (const candidate of addresses) {
    const verdict = checkAddress(candidate.address, policy, { purpose: guard.purpose, host });
    if (verdict.ok) allowed.push(candidate);
    else reason ??= verdict.reason;
  }
  return { allowed, reason };
}

/** Options for net.connect or tls.connect with the guard in them. Throws EgressRefused for a refused IP literal. */
export function guardedOptions<T extends { host: string }>(
  options: T,
  guard: EgressGuard,
): T & { lookup: LookupFunction } {
  assertLiteral(options.host, guard);
  return { ...options, lookup: guardedLookup(guard) };
}

/**
 * A connector for undici: `new Agent({ connect: guardedConnect(guard, { timeout: 500 }) })`. Every new connection is checked
 * on the address it goes to; connections that are open already are not. Refusals arrive as the request's error.
 */
export function guardedConnect(
  guard: EgressGuard,
  options: buildConnector.BuildOptions = {},
): buildConnector.connector {
  const connect = buildConnector({ ...options, lookup: guardedLookup(guard) });
  return (target, done) => {
    try {
      assertLiteral(target.hostname, guard);
    } catch (error) {
      queueMicrotask(() => done(error as Error, null));
      return;
    }
    connect(target, done);
  };
}
