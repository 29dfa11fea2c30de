import { nameOf, type AttemptEvent } from "#lib/fallback";
import type { AttemptReport } from "#lib/telemetry/schema";
import { isoTime } from "./clock.ts";

interface Count {
  total: number;
  /** Of which the portal was told. */
  told: number;
}

/** A target at its addresses, which a digest stands for. */
interface TalliedTarget {
  versionId: string;
  target: string;
  addresses: string | undefined;
}

/** What attempts on one target came to: those that gave the answer, and the failed ones by the name of the failure. */
export class AttemptTally {
  readonly versionId: string;
  readonly target: string;
  readonly #addresses: string | undefined;
  readonly #toTell: Set<AttemptTally>;
  readonly #answered: Count = { total: 0, told: 0 };
  readonly #failed = new Map<string, Count>();
  #isListed = false;

  constructor(of: TalliedTarget, toTell: Set<AttemptTally>) {
    this.versionId = of.versionId;
    this.target = of.target;
    this.#addresses = of.addresses;
    this.#toTell = toTell;
  }

  /** `isAnswer`: the response goes on to the client. An event stream counts when its first event is there. */
  add(event: AttemptEvent, isAnswer: boolean): void {
    if (isAnswer && event.kind === "response" && event.awaitsEvent === true) return;
    if (!this.#isListed) {
      this.#isListed = true;
      this.#toTell.add(this);
    }
    if (isAnswer || event.kind === "first_event") this.#answered.total += 1;
    else this.#countOf(nameOf(event)).total += 1;
  }

  #countOf(failure: string): Count {
    let count = this.#failed.get(failure);
    if (!count) this.#failed.set(failure, (count = { total: 0, told: 0 }));
    return count;
  }

  /** Totals by outcome; "answered" is not the name of a failure. */
  *totals(): Iterable<{ outcome: string; attempts: number }> {
    yield { outcome: "answered", attempts: this.#answered.total };
    for (const [outcome, { total }] of this.#failed) yield { outcome, attempts: total };
  }

  /** What was added since the last time; the minute is the one in which it is asked for. */
  take(minute: string): AttemptReport[] {
    this.#isListed = false;
    const addresses = this.#addresses;
    const of = {
      versionId: this.versionId,
      target: this.target,
      ...(addresses === undefined ? {} : { addresses }),
    };
    const counts: [string, Count][] = [["answered", this.#answered], ...this.#failed];
    return counts.flatMap(([outcome, count]) => {
      const attempts = count.total - count.told;
      count.told = count.total;
      return attempts > 0 ? [{ ...of, minute, outcome, attempts }] : [];
    });
  }
}

const MINUTE_MS = 60_000;

/** The tallies of all targets. Counting an attempt that answered costs an addition; reports name only what changed. */
export class AttemptCounter {
  readonly #toTell = new Set<AttemptTally>();

  tally(of: TalliedTarget): AttemptTally {
    return new AttemptTally(of, this.#toTell);
  }

  take(nowMs: number): AttemptReport[] {
    const minute = isoTime(nowMs - (nowMs % MINUTE_MS));
    const tallies = [...this.#toTell];
    this.#toTell.clear();
    return tallies.flatMap((tally) => tally.take(minute));
  }
}
