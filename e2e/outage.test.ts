import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { getEgressSettings, updateEgressSettings } from "#lib/catalogue";
import { launcherConfig } from "#lib/config";
import { openDb, type Ctx, type Db } from "#lib/db";
import { createTeam } from "#lib/identity";
import { listPublications } from "#lib/publishing";
import { describeWithEtcd, eventually, temporaryFolder, testEtcd, type TestEtcd } from "#lib/testing";
import { Closers, startInstallation, type Installation } from "../scripts/launcher/installation.ts";
import { startLoad } from "./load.ts";
import { isApplied, publishStorefront, registerStorefront } from "./seed-storefront.ts";
import { freePorts, servedBy, startUpstream } from "./upstream.ts";

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const QUIET = { say: () => undefined, warn: () => undefined };
const at = { slug: "storefront", version: "v1" };

/** Everything but the data plane dies while traffic flows: a whole installation, with etcd as its shared store. */
describeWithEtcd("outages of everything but the gateway", () => {
  const closers = new Closers();
  let etcd: TestEtcd;
  let installation: Installation;
  let db: Db;
  let upstreams: Awaited<ReturnType<typeof startUpstream>>[] = [];
  let url = "";
  const dataDir = temporaryFolder("outage");

  const ctx = (): Ctx => ({
    actor: { kind: "system", id: "test", name: "Test" },
    db,
    now: new Date(),
    log: SILENT,
  });
  const answered = async () => servedBy(await (await fetch(url)).text());
  const steady = () => startLoad({ url, perSecond: 100, classify: servedBy });
  const publishTo = (...names: string[]) => {
    const chosen = upstreams.filter(({ plan }) => names.includes(plan.name));
    const ordered = names.map((name) => chosen.find(({ plan }) => plan.name === name));
    return publishStorefront(
      ctx(),
      at,
      Object.fromEntries(ordered.map((one) => [one?.plan.name ?? "", one?.url ?? ""])),
    );
  };

  beforeAll(async () => {
    etcd = await testEtcd();
    upstreams = await Promise.all(["one", "two", "three"].map(startUpstream));
    const [portal, gateway, admin] = await freePorts(3);
    const config = launcherConfig({
      PORTAL_PORT: String(portal),
      GATEWAY_PORT: String(gateway),
      GATEWAY_ADMIN_PORT: String(admin),
      DATA_DIR: dataDir,
      STORE_URL: etcd.url,
    });
    installation = await startInstallation({ config, outer: process.env, voice: QUIET }, closers);
    db = openDb(installation.installed.addresses.databaseUrl, { max: 2 });
    url = `http://127.0.0.1:${gateway}/storefront/v1/products`;
    const egress = await getEgressSettings(ctx());
    await updateEgressSettings(ctx(), { ...egress, privateTargets: true });
    await createTeam(ctx(), { slug: "retail", name: "Retail" });
    await registerStorefront(ctx(), at, "retail");
    const first = await publishTo("one");
    await eventually("the first publication is applied", () => isApplied(ctx(), at, first), 30_000);
  }, 180_000);

  afterAll(async () => {
    await closers.close();
    await db.$disconnect();
    await Promise.all(upstreams.map((upstream) => upstream.kill()));
    rmSync(dataDir, { recursive: true, force: true });
  }, 60_000);

  it("loses no request when portal, worker, PostgreSQL and etcd are killed", async () => {
    expect(await answered()).toBe("one");
    const load = steady();
    const { portal, worker } = installation.processes;
    await eventually("traffic flows", () => load.seen().whole > 50);
    for (const kill of [
      async () => portal.kill(),
      async () => worker.kill(),
      () => process.kill(installation.database.pid ?? 0, "SIGKILL"),
      () => etcd.kill(),
    ]) {
      const before = load.seen().whole;
      await kill();
      await eventually("traffic flows on", () => load.seen().whole > before + 100);
    }
    const result = await load.stop();
    expect(result.failures).toEqual({});
    expect(result.answers).toEqual({ one: result.sent });
  }, 60_000);

  it("serves from its snapshot when it is restarted with the store down", async () => {
    const { gateway } = installation.processes;
    const { pid } = gateway;
    gateway.kill();
    await eventually(
      "another gateway process answers",
      async () => {
        if (gateway.pid === pid) return false;
        return (await fetch(url).catch(() => undefined))?.status === 200;
      },
      30_000,
    );
    expect(await answered()).toBe("one");
  }, 60_000);

  it("applies what was published during the outage of the store once it is back, in order", async () => {
    await eventually(
      "the database is back",
      () =>
        db.$queryRaw`SELECT 1`.then(
          () => true,
          () => false,
        ),
      30_000,
    );
    const before = await writtenRevisions();
    const ids = [await publishTo("two"), await publishTo("three"), await publishTo("two", "three")];
    await etcd.restart();
    const last = ids.at(-1) ?? "";
    await eventually("the last one is applied", () => isApplied(ctx(), at, last), 60_000);
    expect(await answered()).toBe("two");

    // Those that were overtaken before the store came back were never written; what was written is written once.
    const { items } = await listPublications(ctx(), at, {
      page: 1,
      size: 20,
      sort: "requestedAt",
      dir: "asc",
      q: "",
    });
    expect(items.map(({ state }) => state)).toEqual(["written", "superseded", "superseded", "written"]);
    const after = await writtenRevisions();
    expect(after.length).toBe(before.length + 1);
    expect(after).toEqual([...new Set(after)].toSorted((a, b) => a - b));
  }, 120_000);

  async function writtenRevisions(): Promise<number[]> {
    const rows = await db.publication.findMany({
      where: { storeRevision: { not: null } },
      select: { storeRevision: true },
      orderBy: { requestedAt: "asc" },
      take: 100,
    });
    return rows.flatMap(({ storeRevision }) => (storeRevision === null ? [] : [storeRevision]));
  }
});
