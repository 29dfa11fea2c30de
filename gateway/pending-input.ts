/**
 * Runs `judge` when what has arrived by now was read. A late event loop runs its timers first, then reads, and tells of
 * closed connections last of all: so that takes two rounds.
 */
export function afterPendingInput(judge: () => void): void {
  setImmediate(() => setImmediate(judge));
}
