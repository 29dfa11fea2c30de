import { writeFile } from "node:fs/promises";
import { Agent } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newSealingKey, newSigningKeys, loadSealingKey, seal } from "#lib/signing";
import { openStore } from "#lib/store";
import { temporaryFolder, testPostgres } from "#lib/testing";
import { http, policy, routeBody, until, wholeAnswer } from "./test-gateway.ts";
import { EGRESS, GatewayProcess } from "./test-process.ts";
import { answers, startUpstream, type TestUpstream } from "./test-upstream.ts";

const postgres = await testPostgres();
const file = join(temporaryFolder("keys"), "keys.json");
const next = { signing: newSigningKeys(), sealing: newSealingKey() };
let gateway: GatewayProcess;
let upstream: TestUpstream;

const writeKeys = (signing: string[], sealing: string[]) =>
  writeFile(file, JSON.stringify({ SIGNING_PUBLIC_KEY: signing.join(","), SEALING_KEY: sealing.join(",") }));

beforeAll(async () => {
  upstream = await startUpstream(answers(200, "up"));
  gateway = new GatewayProcess(openStore(postgres.url), {
    STORE_URL: postgres.url,
    SIGNING_PUBLIC_KEY: "",
    SEALING_KEY: "",
    GATEWAY_KEYS_FILE: file,
    GATEWAY_WORKERS: "2",
  });
  await writeKeys([gateway.keys.publicKey], [gateway.sealingKey]);
  await gateway.start();
}, 90_000);

afterAll(async () => {
  await gateway.remove();
  await gateway.store.close();
  await upstream.stop();
});

/** A version whose target wants a credential, sealed with a key. */
function version(slug: string, secret: string, sealingKey: string) {
  const auth = { secretRef: seal(secret, loadSealingKey(sealingKey)), in: "header", name: "x-key" };
  return { [`routes/${slug}/v1`]: routeBody(slug, policy([http("a", upstream.url, { auth })])) };
}

/** What the upstream is shown, under a path of its own: other requests are under way. */
async function credentialOf(slug: string): Promise<string | undefined> {
  expect(await wholeAnswer(`${gateway.url}/${slug}/only-${slug}`, new Agent())).toBe("ok");
  return upstream.header(
    upstream.requests.findLastIndex(({ url }) => url === `/only-${slug}`),
    "x-key",
  );
}

const keysInForce = async () => (await gateway.status())?.verifyKeys?.length;

test("both keys are rotated under traffic: no request fails, and the old ones count no longer afterwards", async () => {
  const old = { signing: gateway.keys, sealing: gateway.sealingKey };
  await gateway.publish({ ...version("shop", "s1", old.sealing), ...version("calm", "s0", old.sealing) });
  const results: string[] = [];
  let isOver = false;
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const load = Array.from({ length: 4 }, async () => {
    while (!isOver) results.push(await wholeAnswer(`${gateway.url}/shop`, agent));
  });

  // Before anything is accepted that it does not know, the new key's document is refused, and no more than that.
  await gateway.commit(version("shop", "early", next.sealing), next.signing.privateKey);
  await until(async () => ((await gateway.status())?.rejects.length ?? 0) === 1);
  expect((await gateway.status())?.rejects[0]?.reason).toMatch(/signature/);

  // 1. Every gateway accepts both; what was refused a moment ago is taken without a word from anybody.
  await writeKeys([old.signing.publicKey, next.signing.publicKey], [old.sealing, next.sealing]);
  await until(async () => (await keysInForce()) === 2);
  await until(async () => (await gateway.status())?.rejects.length === 0);
  expect(await credentialOf("shop")).toBe("early");
  // 2. The portal seals and signs with the new ones; documents under the old ones still come and count.
  await gateway.commit(version("late", "s2", old.sealing));
  await gateway.applied();
  expect(await credentialOf("late")).toBe("s2");
  expect(await credentialOf("calm")).toBe("s0");
  // 3. Everything is sealed and signed anew.
  await gateway.commit({ "settings/egress": EGRESS }, next.signing.privateKey);
  for (const slug of ["shop", "calm", "late"])
    await gateway.commit(version(slug, `new ${slug}`, next.sealing), next.signing.privateKey);
  await gateway.applied();
  // 4. The old ones are dropped.
  await writeKeys([next.signing.publicKey], [next.sealing]);
  await until(async () => (await keysInForce()) === 1);
  await gateway.commit(version("shop", "forged", next.sealing), old.signing.privateKey);
  await until(async () => (await gateway.status())?.rejects.length === 1);
  for (const slug of ["shop", "calm", "late"]) expect(await credentialOf(slug)).toBe(`new ${slug}`);
  isOver = true;
  await Promise.all(load);
  agent.destroy();
  expect(results.length).toBeGreaterThan(100);
  expect(results.filter((result) => result !== "ok")).toEqual([]);

  // Restarted without a store, it serves what it had under the new keys.
  gateway.signal("SIGTERM");
  await gateway.exit();
  await gateway.start({ STORE_URL: "postgres://nobody:x@127.0.0.1:1/none" });
  for (const slug of ["shop", "calm", "late"]) expect(await credentialOf(slug)).toBe(`new ${slug}`);
}, 120_000);

test("a keys file that is wrong changes nothing", async () => {
  await writeFile(file, "{");
  await until(() => gateway.log.includes("the new keys are not used"));
  expect(await credentialOf("shop")).toBe("new shop");
});
