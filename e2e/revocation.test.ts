import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getKey, revokeKey } from "#lib/consumers";
import { eventually } from "#lib/testing";
import { startInstallation, type Installation } from "../bench/installation.ts";
import { makeKey, openMarket, statusWith, untilAnswered } from "../bench/key-market.ts";

/** Longer than a gateway that says nothing counts as connected. */
const LOST_MS = 40_000;

describe("a key that is revoked", () => {
  let installation: Installation;

  beforeAll(async () => {
    installation = await startInstallation({ gateways: 2, store: "postgres" });
    await openMarket(installation);
  });
  afterAll(() => installation.stop());

  const everywhere = (secret: string, status: number) =>
    Promise.all(installation.gateways.map(({ url }) => untilAnswered(url, secret, status)));
  const deliveryOf = async (key: { slug: string; id: string }) =>
    (await getKey(installation.ctx(), key)).delivery;

  it("is refused by every connected gateway, each of which says so", async () => {
    const key = await makeKey(installation, "web");
    const other = await makeKey(installation, "other");
    await everywhere(key.secret, 200);
    await everywhere(other.secret, 200);
    await revokeKey(installation.ctx(), key);
    await everywhere(key.secret, 401);
    await everywhere(other.secret, 200);
    const delivery = await eventually("both receipts", async () => {
      const seen = await deliveryOf(key);
      return seen?.applied === 2 && seen;
    });
    expect(delivery).toMatchObject({ expected: 2, rejected: 0, waiting: [], notConnected: [] });
  });

  it("is pending at a gateway that is not connected, until it comes back", async () => {
    const key = await makeKey(installation, "phone");
    await everywhere(key.secret, 200);
    const [near, far] = installation.gateways;
    if (!near || !far) throw new Error("two gateways were started");
    process.kill(far.pid, "SIGSTOP");
    try {
      await revokeKey(installation.ctx(), key);
      await untilAnswered(near.url, key.secret, 401);
      const pending = await eventually(
        "counted as not connected",
        async () => {
          const seen = await deliveryOf(key);
          return seen?.notConnected.includes(far.node) && seen;
        },
        LOST_MS,
      );
      expect(pending).toMatchObject({ applied: 1, expected: 1, waiting: [], notConnected: [far.node] });
    } finally {
      process.kill(far.pid, "SIGCONT");
    }
    await untilAnswered(far.url, key.secret, 401);
    await eventually("its receipt", async () => (await deliveryOf(key))?.applied === 2);
    expect(await statusWith(near.url, key.secret)).toBe(401);
  });
});
