import type { FallbackPolicy } from "#lib/fallback/schema";

/** What targets' `secretRef: "env:…"` mean to every gateway under test: set before it starts. */
export const SECRETS = {
  UPSTREAM_FIRST: "secret-of-the-first",
  UPSTREAM_SECOND: "secret-of-the-second",
} as const;

/** Thrown by `publish` and `control` when the gateway has no way to say what is asked. The reason goes into the table. */
export class NotExpressible extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(`not expressible: ${reason}`);
    this.reason = reason;
  }
}

/** What can be done to a gateway beside publishing to it. Each is optional; what is lacking is named with its reason. */
export interface Controls {
  /** `publish`, where the same process serves before, meanwhile and after, and says when the new policy is in force. */
  publishWhileServing(name: string, policy: FallbackPolicy): Promise<void>;
  /** Ends the gateway in order and starts it anew on what it kept. Resolves when it takes connections again. */
  restart(): Promise<void>;
  /** Ends the store and whatever else the gateway gets its configuration from; resolves when they are gone. */
  loseStore(): Promise<void>;
  /** Brings back what `loseStore` ended, with its data. */
  returnStore(): Promise<void>;
  /**
   * Does what a third party can who may write to the store but holds no key of the publisher: tries in every way it knows
   * to have `name` served by `policy`. Resolves when the gateway has seen it.
   */
  forge(name: string, policy: FallbackPolicy): Promise<void>;
  /**
   * Publishes several as one change, from a process of its own that is killed `killAfterMs` after it began to write; absent:
   * never. Does not wait for the gateway.
   */
  publishTogether(policies: Record<string, FallbackPolicy>, killAfterMs?: number): Promise<Publication>;
}

export interface Publication {
  /** The process came to its end and was not killed. */
  isDone: boolean;
  /** From its beginning to write to its end. */
  tookMs: number;
}

/** A running gateway under test. The port that every adapter implements. */
export interface Gateway {
  /** The product and version: `HAProxy 2.6`. */
  product: string;
  /** Serves `policy` under `name` in place of what was there before; resolves when it is in force. Throws NotExpressible. */
  publish(name: string, policy: FallbackPolicy): Promise<void>;
  /** The address that stands for the root of a name's targets: `<base>/x` is asked of a target as `/x`. */
  baseOf(name: string): string;
  controls: Partial<Controls>;
  /** Why a control is lacking. */
  lacks: Partial<Record<keyof Controls, string>>;
  stop(): Promise<void>;
}

export interface Adapter {
  name: string;
  /** Why it cannot be run on this machine; undefined when it can. */
  missing(): string | undefined;
  start(): Promise<Gateway>;
}
