import pg from "pg";
import { afterAll, describe } from "vitest";
import { eventually, testPostgres } from "#lib/testing";
import { describeStoreContract } from "./contract.ts";
import { openStore } from "./open-store.ts";

describe("postgres", async () => {
  const postgres = await testPostgres();
  const admin = new pg.Pool({ connectionString: postgres.url, max: 1 });
  admin.on("error", () => {});
  afterAll(() => admin.end());

  describeStoreContract("postgres", {
    open: () => openStore(postgres.productUrl, { timeoutMs: 2_000, reconcileMs: 60_000 }),
    interrupt: async () => {
      await eventually("a watch is broken", async () => {
        const { rowCount } = await admin.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'understudy store watch'",
        );
        return rowCount !== 0;
      });
    },
    outage: () => postgres.kill(),
    recover: () => postgres.restart(),
    wipe: async (environment) => {
      await admin.query("DELETE FROM store.environment WHERE slug = $1", [environment]);
    },
  });
});
