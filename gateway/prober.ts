import { checkKey, type EndpointChecks, type Member } from "./endpoint-checks.ts";
import type { HttpUpstream } from "./http-upstream.ts";
import type { TargetCell } from "./target-cell.ts";

interface ProberParts {
  checks: Pick<EndpointChecks, "join">;
  report(ok: boolean): void;
}

interface Joined {
  member: Member;
  leave(): void;
}

/**
 * Active checks of one target, for as long as it is served: its part in the checks of the endpoints that its requests go to. A
 * publish that leaves an endpoint and its check as they were changes nothing about when it is checked.
 */
export class Prober {
  readonly #parts: ProberParts;
  #joined = new Map<string, Joined>();
  /** What is known of this round, by check. */
  readonly #results = new Map<string, boolean>();

  constructor(parts: ProberParts) {
    this.#parts = parts;
  }

  use({ upstream, cell }: { upstream: HttpUpstream; cell: TargetCell }): void {
    const before = this.#joined;
    this.#joined = new Map();
    for (const endpoint of upstream.inUse) {
      const key = checkKey({ endpoint, upstream, cell });
      const kept = before.get(key) ?? this.#joined.get(key);
      before.delete(key);
      if (kept) Object.assign(kept.member, { endpoint, upstream, cell });
      this.#joined.set(key, kept ?? this.#join(key, { endpoint, upstream, cell }));
    }
    for (const [key, { leave }] of before) {
      leave();
      this.#results.delete(key);
    }
  }

  #join(key: string, subject: Omit<Member, "report">): Joined {
    const member = { ...subject, report: (ok: boolean) => this.#take(key, ok) };
    return { member, leave: this.#parts.checks.join(key, member) };
  }

  /** A target is up while one of its endpoints is; a round is over when each was asked. */
  #take(key: string, ok: boolean): void {
    this.#results.set(key, ok);
    if (this.#results.size < this.#joined.size) return;
    const isUp = [...this.#results.values()].includes(true);
    this.#results.clear();
    this.#parts.report(isUp);
  }

  stop(): void {
    for (const { leave } of this.#joined.values()) leave();
    this.#joined.clear();
  }
}
