import type { AttemptEvent } from "#lib/fallback";
import type { TargetCell } from "./target-cell.ts";
import type { VersionWatch } from "./version-watch.ts";

/** The place that one request takes at one target at a time, from the start of an attempt to the end of its response. */
export class Occupancy {
  readonly #watch: VersionWatch;
  #cell: TargetCell | undefined;
  /** The attempt has not come to anything yet. */
  #isOpen = false;
  #begunAtMs = 0;
  #isProbe = false;

  constructor(watch: VersionWatch) {
    this.#watch = watch;
  }

  enter(cell: TargetCell | undefined, atMs: number): void {
    if (!cell) return;
    this.#cell = cell;
    this.#isOpen = true;
    this.#begunAtMs = atMs;
    this.#isProbe = this.#watch.enter(cell, atMs);
  }

  /** What the attempt came to. Its place is given back first unless the response goes on to the client. */
  record(event: AttemptEvent, keepsPlace: boolean): void {
    const cell = this.#cell;
    this.#isOpen = keepsPlace && event.kind === "response" && event.awaitsEvent === true;
    cell?.tally.add(event, keepsPlace);
    if (!keepsPlace) this.leave();
    if (cell)
      this.#watch.happen(cell, {
        kind: "outcome",
        event,
        begunAtMs: this.#begunAtMs,
        isProbe: this.#isProbe,
      });
  }

  /** Nothing goes on at the target. An attempt that came to nothing until now says nothing about it. */
  leave(): void {
    const cell = this.#cell;
    if (!cell) return;
    this.#cell = undefined;
    if (this.#isOpen)
      this.#watch.happen(cell, { kind: "abandoned", begunAtMs: this.#begunAtMs, isProbe: this.#isProbe });
    this.#isOpen = false;
    this.#watch.leave(cell);
  }
}
