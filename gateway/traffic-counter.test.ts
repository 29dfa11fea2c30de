import fc from "fast-check";
import { expect, test } from "vitest";
import type { TrafficReport } from "#lib/telemetry/schema";
import type { Served } from "./exchange-services.ts";
import { TrafficCounter } from "./traffic-counter.ts";

const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 0, 1, 12);

function newRoute(id: string): Served["route"] {
  const lastCounted = { tally: undefined, row: undefined };
  return { body: { version: { id } }, lastCounted } as unknown as Served["route"];
}

const step = fc.record({
  version: fc.constantFrom("ver_a", "ver_b"),
  application: fc.constantFrom("", "app_a", "app_b"),
  operation: fc.constantFrom("", "GET /orders", "GET /items"),
  target: fc.constantFrom("primary", "backup", ""),
  status: fc.constantFrom(200, 204, 404, 503, 99, 700),
  /** What happens before it. */
  before: fc.constantFrom("nothing", "nothing", "nothing", "minute", "take", "publish"),
});

const nameOf = (report: TrafficReport) =>
  [
    report.versionId,
    report.minute,
    report.application ?? "",
    report.operation ?? "",
    report.target,
    report.statusClass,
  ].join("|");

const CLASS: Record<number, string> = {
  99: "1xx",
  200: "2xx",
  204: "2xx",
  404: "4xx",
  503: "5xx",
  700: "5xx",
};

test("every request is counted once, under its own version, minute, application, operation, target and class", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const counter = new TrafficCounter();
      const routes = new Map(["ver_a", "ver_b"].map((id) => [id, newRoute(id)]));
      const expected = new Map<string, number>();
      const batches: { reports: TrafficReport[]; asTaken: string }[] = [];
      const take = () => {
        const reports = counter.take();
        batches.push({ reports, asTaken: JSON.stringify(reports) });
      };
      let atMs = START_MS;
      for (const { version, before, status, application, operation, target } of steps) {
        if (before === "minute") atMs += MINUTE_MS;
        if (before === "take") take();
        if (before === "publish") routes.set(version, newRoute(version));
        const route = routes.get(version);
        counter.add({
          route,
          status,
          application,
          operation,
          target,
          atMs,
          elapsedMs: 3,
          result: "primary",
        } as Served);
        const minute = new Date(atMs).toISOString();
        const name = [version, minute, application, operation, target, CLASS[status]].join("|");
        expected.set(name, (expected.get(name) ?? 0) + 1);
      }
      take();
      const counted = new Map<string, number>();
      for (const { reports, asTaken } of batches) {
        // What was handed out is on its way: nothing is added to it.
        expect(JSON.stringify(reports)).toBe(asTaken);
        expect(new Set(reports.map(nameOf)).size).toBe(reports.length);
        for (const one of reports) counted.set(nameOf(one), (counted.get(nameOf(one)) ?? 0) + one.requests);
      }
      expect(counted).toEqual(expected);
    }),
  );
});
