/** Things to do at virtual times, done in order of time and, at the same time, of arrival: a binary heap. */
export class Agenda {
  private readonly heap: { atMs: number; order: number; run: () => void }[] = [];
  private added = 0;

  add(atMs: number, run: () => void): void {
    const { heap } = this;
    heap.push({ atMs, order: this.added++, run });
    for (let i = heap.length - 1; i > 0;) {
      const parent = (i - 1) >> 1;
      if (!this.swapIfEarlier(i, parent)) return;
      i = parent;
    }
  }

  /** Does everything due before `untilMs`. */
  runUntil(untilMs: number): void {
    for (let next = this.heap[0]; next && next.atMs < untilMs; next = this.heap[0]) {
      this.removeFirst();
      next.run();
    }
  }

  private removeFirst(): void {
    const { heap } = this;
    const last = heap.pop();
    if (heap.length === 0 || !last) return;
    heap[0] = last;
    for (let i = 0; ;) {
      const left = 2 * i + 1;
      const child = this.isEarlier(left + 1, left) ? left + 1 : left;
      if (!this.swapIfEarlier(child, i)) return;
      i = child;
    }
  }

  private swapIfEarlier(a: number, b: number): boolean {
    if (!this.isEarlier(a, b)) return false;
    const [first, second] = [this.heap[a], this.heap[b]];
    if (!first || !second) return false;
    this.heap[a] = second;
    this.heap[b] = first;
    return true;
  }

  private isEarlier(a: number, b: number): boolean {
    const [first, second] = [this.heap[a], this.heap[b]];
    if (!first || !second) return false;
    return first.atMs < second.atMs || (first.atMs === second.atMs && first.order < second.order);
  }
}
