import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { eventually } from "#lib/testing";
import { freshEnvironment, type StoreUnderTest } from "./contract-fixture.ts";
import type { StatusEvent, Store, Watch } from "./port.ts";
import type { NodeStatus } from "./schema.ts";

/** Long enough to be renewed on a busy machine, short enough to wait for its end; etcd's shortest is 2 s. */
const TTL_MS = 2_000;
const LONG_TTL_MS = 60_000;

function statusOf(node: string, appliedRevision = 0): NodeStatus {
  const at = "2026-01-01T00:00:00.000Z";
  return {
    node,
    softwareVersion: "1",
    startedAt: at,
    appliedRevision,
    appliedAt: at,
    routes: 0,
    rejects: [],
  };
}

function recordStatuses(store: Store, environment: string): { events: StatusEvent[]; watch: Watch } {
  const events: StatusEvent[] = [];
  const watch = store.watchStatus(environment, {
    event: (event) => void events.push(event),
    connection: () => {},
  });
  return { events, watch };
}

/** The status half of the store contract. */
export function describeStatusContract(name: string, under: StoreUnderTest): void {
  describe(`${name}: node status contract`, () => {
    const gateway = under.open();
    const portal = under.open();
    let environment = "";
    beforeEach(() => {
      environment = freshEnvironment();
    });
    afterAll(async () => {
      await Promise.all([gateway.close(), portal.close()]);
    });

    it("tells of a node, its changes and its goodbye", async () => {
      await gateway.putStatus(environment, statusOf("old"), LONG_TTL_MS);
      const { events, watch } = recordStatuses(portal, environment);
      await eventually("the snapshot", () => events.length === 1);
      await gateway.putStatus(environment, statusOf("gw-1", 1), LONG_TTL_MS);
      await eventually("the node", () => events.length === 2);
      await gateway.putStatus(environment, statusOf("gw-1", 2), LONG_TTL_MS);
      await eventually("its change", () => events.length === 3);
      expect(await portal.listStatus(environment)).toHaveLength(2);
      await gateway.removeStatus(environment, "gw-1");
      await eventually("its goodbye", () => events.length === 4);
      await watch.close();
      expect(events).toEqual([
        { kind: "snapshot", statuses: [statusOf("old")] },
        { kind: "put", status: statusOf("gw-1", 1) },
        { kind: "put", status: statusOf("gw-1", 2) },
        { kind: "gone", node: "gw-1" },
      ]);
      expect(await portal.listStatus(environment)).toEqual([statusOf("old")]);
    });

    it("lets a status vanish that is not renewed, and keeps one that is", async () => {
      const { events, watch } = recordStatuses(portal, environment);
      await gateway.putStatus(environment, statusOf("silent"), TTL_MS);
      await gateway.putStatus(environment, statusOf("alive"), TTL_MS);
      const renewing = setInterval(
        () => void gateway.putStatus(environment, statusOf("alive"), TTL_MS),
        TTL_MS / 8,
      );
      try {
        const isGone = (node: string): boolean =>
          events.some((event) => event.kind === "gone" && event.node === node);
        await eventually("the silent node is gone", () => isGone("silent"), 15_000);
        expect(isGone("alive")).toBe(false);
        expect(await portal.listStatus(environment)).toEqual([statusOf("alive")]);
      } finally {
        clearInterval(renewing);
        await watch.close();
      }
    });

    it("takes a node back after its lease ran out", async () => {
      const { events, watch } = recordStatuses(portal, environment);
      await eventually("the snapshot", () => events.length === 1);
      await gateway.putStatus(environment, statusOf("gw-1"), TTL_MS);
      await eventually("the node is gone", () => events.some((event) => event.kind === "gone"), 15_000);
      await gateway.putStatus(environment, statusOf("gw-1"), LONG_TTL_MS);
      await eventually("the node is back", () => events.at(-1)?.kind === "put");
      await watch.close();
      expect(events.map((event) => event.kind)).toEqual(["snapshot", "put", "gone", "put"]);
    });

    it("tells what changed while the connection was lost", async () => {
      const { events, watch } = recordStatuses(portal, environment);
      await eventually("the snapshot", () => events.length === 1);
      await under.interrupt();
      await eventually("the status is written", () =>
        gateway.putStatus(environment, statusOf("gw-1", 7), LONG_TTL_MS).then(
          () => true,
          () => false,
        ),
      );
      await eventually("the node is told", () =>
        events.some((event) => event.kind === "put" && event.status.appliedRevision === 7),
      );
      await watch.close();
      expect(events.filter((event) => event.kind === "snapshot")).toHaveLength(1);
    });
  });
}
