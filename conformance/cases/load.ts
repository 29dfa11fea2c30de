import { Agent } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { Case } from "../case.ts";
import type { Reply } from "../request.ts";
import { http, policy, type Stage } from "../stage.ts";
import { answers, resets } from "../upstreams/behaviours.ts";
import type { Behaviour, Upstream } from "../upstreams/upstream.ts";

const PUBLISHES = 1000;
const CLIENTS = 4;
/** Between an answer and the client's next request: the machine is not to be the bottleneck. */
const PAUSE_MS = 8;
const WAVES = 10;
const PER_WAVE = 30;
const HOLD_DOWN_MS = 2500;
const UP_MS = 500;
const FLAPS = 3;

/** Clients that ask one request after another over kept connections, until they are stopped. */
function startClients(stage: Stage, count: number): { stop(): Promise<Reply[][]> } {
  const agent = new Agent({ keepAlive: true });
  let isOver = false;
  const clients = Array.from({ length: count }, async () => {
    const replies: Reply[] = [];
    while (!isOver) {
      replies.push(await stage.ask({ agent }));
      await delay(PAUSE_MS);
    }
    return replies;
  });
  return {
    stop: async () => {
      isOver = true;
      const replies = await Promise.all(clients);
      agent.destroy();
      return replies;
    },
  };
}

const failuresIn = (replies: Reply[]) => replies.filter(({ status, isWhole }) => status !== 200 || !isWhole);

/** What happens while requests come without a pause. */
export const LOAD: Case[] = [
  {
    id: "c17",
    proves:
      "a primary that flaps gets no traffic until it has been well for the hold-down, and no request is lost",
    play: async (stage) => {
      const first = await stage.upstream(answers(200, "first"));
      const second = await stage.upstream(answers(200, "second"));
      const active = {
        type: "http",
        path: "/healthz",
        intervalMs: 100,
        timeoutMs: 1000,
        unhealthyFailures: 2,
      };
      const passive = { ejectMs: 200 };
      const chain = [http("a", first.url, { health: { active, passive } }), http("b", second.url)];
      await stage.publish(chain, { failback: { mode: "auto", holdDownMs: HOLD_DOWN_MS } });
      const clients = startClients(stage, 2);
      await flap(stage, first, second);
      const replies = (await clients.stop()).flat();
      stage.equal("no request is lost", failuresIn(replies), []);
    },
  },
  {
    id: "c18",
    proves: "1000 publishes under load lose no request, and none is served by what was replaced",
    play: async (stage) => {
      const publishWhileServing = stage.control("publishWhileServing");
      const echo = await stage.upstream((request, response) => {
        const body = request.url ?? "";
        response.writeHead(200, { "content-length": body.length }).end(body);
      });
      const publish = (n: number) =>
        publishWhileServing(
          stage.name,
          policy([
            http("a", echo.url, { rewrite: { addPrefix: `/r${n}` } }),
            http(`b${n % 2}`, echo.url, { rewrite: { addPrefix: `/r${n}` } }),
          ]),
        );
      await publish(0);
      const clients = startClients(stage, CLIENTS);
      for (let n = 1; n <= PUBLISHES; n++) await publish(n);
      stage.replied("what was published last is in force", await stage.ask(), [200, `/r${PUBLISHES}/x`]);
      const replies = await clients.stop();
      stage.equal("no request is lost", failuresIn(replies.flat()), []);
      const served = replies.map((own) => own.map(({ body }) => Number(/^\/r(\d+)\//.exec(body)?.[1])));
      const backwards = served.flatMap((own) => own.filter((n, i) => n < (own[i - 1] ?? 0)));
      stage.equal("what was replaced does not come back", backwards, []);
      const revisions = new Set(served.flat()).size;
      stage.check("requests were served all the while", revisions > 50, revisions);
    },
  },
  {
    id: "c25",
    proves:
      "no retry storm: a dead primary costs the secondary each request once, and is soon left alone itself",
    play: async (stage) => {
      await storms(stage, "answers 503", answers(503, "down"));
      await storms(stage, "resets", resets);
      const second = await stage.upstream(answers(200, "second"));
      await stage.publish([http("a", await stage.refusing()), http("b", second.url)]);
      stage.equal("every request is answered when the primary refuses", failuresIn(await storm(stage)), []);
      stage.equal(
        "a primary that refuses costs the secondary each request once",
        second.hits,
        WAVES * PER_WAVE,
      );
    },
  },
];

async function storms(stage: Stage, does: string, behaviour: Behaviour): Promise<void> {
  const first = await stage.upstream(behaviour);
  const second = await stage.upstream(answers(200, "second"));
  await stage.publish([http("a", first.url), http("b", second.url)]);
  const total = WAVES * PER_WAVE;
  stage.equal(`every request is answered when the primary ${does}`, failuresIn(await storm(stage)), []);
  stage.equal(`a primary that ${does} costs the secondary each request once`, second.hits, total);
  const isLeftAlone = first.hits <= 2 * PER_WAVE;
  stage.check(`a primary that ${does} is left alone after the first wave`, isLeftAlone, first.hits);
  second.behaviour = behaviour;
  await storm(stage);
  // A kept connection that is reset at once may be replaced without a word, once.
  const most = 2 * total + 0.2 * total + 10 * 10;
  stage.check(
    `when both are dead (${does}) the secondary gets no more than the budget on top`,
    second.hits <= most,
    second.hits,
  );
}

async function storm(stage: Stage): Promise<Reply[]> {
  const replies: Reply[] = [];
  for (let wave = 0; wave < WAVES; wave++)
    replies.push(...(await Promise.all(Array.from({ length: PER_WAVE }, () => stage.ask()))));
  return replies;
}

async function flap(stage: Stage, first: Upstream, second: Upstream): Promise<void> {
  const be = (isWell: boolean) => {
    first.behaviour = isWell ? answers(200, "first") : answers(503, "down");
    first.health = answers(isWell ? 200 : 503, "");
  };
  /** The next ten requests go to one of them alone. */
  const servedBy = async (upstream: Upstream, other: Upstream) => {
    const [own, others] = [upstream.hits, other.hits];
    while (upstream.hits < own + 10 && other.hits === others) await delay(5);
    return other.hits === others;
  };
  await stage.comes("the primary serves at first", () => servedBy(first, second));
  be(false);
  await stage.comes("traffic leaves the primary", () => servedBy(second, first));
  const early: string[] = [];
  for (let i = 0; i < FLAPS; i++) {
    const before = first.hits;
    const wellMs = performance.now();
    be(true);
    await delay(UP_MS);
    const [taken, lastedMs] = [first.hits - before, performance.now() - wellMs];
    be(false);
    // On a machine that stood still the hold-down may have been over.
    if (taken > 0 && lastedMs < HOLD_DOWN_MS) early.push(`${taken} within ${lastedMs} ms`);
    await delay(UP_MS / 2);
  }
  be(true);
  const wellMs = performance.now();
  const before = first.hits;
  if (!(await stage.comes("traffic goes back to the primary", () => first.hits > before))) return;
  const heldMs = (first.requests[before]?.atMs ?? 0) - wellMs;
  if (heldMs < HOLD_DOWN_MS) early.push(`after ${heldMs} ms`);
  stage.equal("it gets nothing before it was well for the hold-down", early, []);
  await stage.comes("and all of it", () => servedBy(first, second));
}
