import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { http, policy } from "./test-gateway.ts";
import { KEY, Links, tell, type WorkerSide } from "./test-links.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const URLS = ["http://10.0.0.1", "http://10.0.0.2"] as const;
const health = { passive: { failures: 1, ejectMs: 1000 } };
const chain = (more: object = {}) => [
  http("a", URLS[0], { health, ...more }),
  http("b", URLS[1], { health }),
];
const sticky = policy(chain(), { failback: { mode: "sticky" } });

/** One that takes the place of another. It prepares its routes late, or before it hears of anything. */
function replaced(links: Links, fallback = sticky): WorkerSide[] {
  const late = links.worker();
  links.brief(late);
  late.adopt(fallback);
  const soon = links.worker();
  soon.adopt(fallback);
  links.brief(soon);
  return [late, soon];
}

test("under sticky failback a new worker goes where the others go, although every target is up", () => {
  const links = new Links(2);
  links.adopt(sticky);
  links.workers[0]?.answered("a", 503);
  vi.advanceTimersByTime(600_000);
  expect([links.hub, ...links.workers].map(({ serving }) => serving)).toEqual(["b", "b", "b"]);
  expect(replaced(links).map(({ serving }) => serving)).toEqual(["b", "b"]);
});

test("what the hub says of several targets is taken together", () => {
  const links = new Links(1);
  links.adopt(sticky);
  const [worker] = links.workers as [WorkerSide];
  worker.answered("a", 503);
  vi.advanceTimersByTime(10);
  expect(worker.serving).toBe("b");
  const up = links.worker();
  up.adopt(sticky);
  const [a, b] = ["a", "b"].map((target) => {
    const { identity, state } = up.cell(target);
    return { target, identity, state };
  });
  if (!a || !b) return;
  const inService = { target: "a", sinceMs: Date.now() };
  tell(worker, { kind: "states", states: [{ key: KEY, cells: [b, a], inService }], acks: { 1: 1 } });
  expect(worker.serving).toBe("a");
});

test("what a worker has just seen outweighs who the hub says serves", () => {
  const links = new Links(1);
  links.adopt(sticky);
  const [worker] = links.workers as [WorkerSide];
  worker.answered("a", 503);
  tell(worker, {
    kind: "states",
    states: [{ key: KEY, cells: [], inService: { target: "a", sinceMs: 1 } }],
    acks: {},
  });
  expect(worker.serving).toBe("b");
});

const limited = policy(chain({ maxConcurrent: 10 }));
const open = policy(chain());

/** Requests that a worker takes to a target until it finds it full. */
function fill(worker: WorkerSide): number {
  const cell = worker.cell("a");
  let taken = 0;
  for (; (worker.route.view.inFlight[0] ?? 0) < cell.target.maxConcurrent; taken++)
    worker.watch.enter(cell, Date.now());
  return taken;
}

test("a new worker knows what the others have under way, also of routes that it prepares later", () => {
  const links = new Links(2);
  links.adopt(limited);
  const [other] = links.workers as [WorkerSide];
  for (let i = 0; i < 10; i++) other.watch.enter(other.cell("a"), Date.now());
  vi.advanceTimersByTime(10);
  expect(replaced(links, limited).map((worker) => fill(worker))).toEqual([0, 0]);
  const [, , late] = links.workers as [WorkerSide, WorkerSide, WorkerSide];
  for (let i = 0; i < 10; i++) other.watch.leave(other.cell("a"));
  vi.advanceTimersByTime(10);
  expect(fill(late)).toBe(5);
});

test("where nothing is under way any more, nothing is remembered of it", () => {
  const links = new Links(2);
  const [other, late] = links.workers as [WorkerSide, WorkerSide];
  links.hub.adopt(limited);
  other.adopt(limited);
  other.watch.enter(other.cell("a"), Date.now());
  vi.advanceTimersByTime(10);
  other.watch.leave(other.cell("a"));
  vi.advanceTimersByTime(10);
  late.adopt(limited);
  expect(fill(late)).toBe(5);
});

test("where a publish adds a limit, what is under way counts everywhere", () => {
  const links = new Links(2);
  links.adopt(open);
  const [busy, other] = links.workers as [WorkerSide, WorkerSide];
  for (let i = 0; i < 10; i++) busy.watch.enter(busy.cell("a"), Date.now());
  links.hub.adopt(limited);
  busy.adopt(limited);
  // The other hears of it before it has the limit.
  vi.advanceTimersByTime(10);
  other.adopt(limited);
  expect([fill(busy), fill(other)]).toEqual([0, 0]);
});

const patient = { health: { passive: { failures: 2, ejectMs: 60_000 } } };

test("successes are told together, and make the hub say nothing", () => {
  const links = new Links(2);
  links.adopt(open);
  const success = () => {
    for (const worker of links.workers) worker.answered("a", 200);
    vi.advanceTimersByTime(5);
  };
  for (let i = 0; i < 10; i++) success();
  links.told.length = 0;
  for (let i = 0; i < 100; i++) success();
  vi.advanceTimersByTime(50);
  expect(links.told).toEqual([]);
  const counts = links.events.map((event) => (event.kind === "successes" ? event.count : Number.NaN));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(220);
  expect(counts.length).toBeLessThan(60);
  expect(links.hub.cell("a").state.count?.allSum).toBe(220);
});

test("a success that ends a row of failures is told at once, after those before it", () => {
  const links = new Links(1);
  links.adopt(policy(chain(patient)));
  const [worker] = links.workers as [WorkerSide];
  worker.answered("a", 200);
  worker.answered("a", 503);
  worker.answered("a", 200);
  vi.advanceTimersByTime(1);
  expect(links.events.map(({ kind }) => kind)).toEqual(["successes", "cell", "cell"]);
  expect(links.hub.cell("a").state.failuresAtMs).toEqual([]);
});

test("successes that are told after a later failure do not end its row, and are counted", () => {
  const links = new Links(2);
  links.adopt(policy(chain(patient)));
  const [well, failing] = links.workers as [WorkerSide, WorkerSide];
  well.answered("a", 200);
  vi.advanceTimersByTime(5);
  failing.answered("a", 503);
  vi.advanceTimersByTime(30);
  expect(links.hub.cell("a").state.count).toMatchObject({ allSum: 2, markedSum: 1 });
  failing.answered("a", 503);
  vi.advanceTimersByTime(5);
  expect([links.hub, well, failing].map(({ serving }) => serving)).toEqual(["b", "b", "b"]);
});
