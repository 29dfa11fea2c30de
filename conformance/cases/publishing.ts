import { Agent } from "node:http";
import type { FallbackPolicy } from "#lib/fallback/schema";
import type { Case } from "../case.ts";
import { ask } from "../request.ts";
import { http, policy, type Stage } from "../stage.ts";
import { answers } from "../upstreams/behaviours.ts";

/** More than one transaction of etcd takes, so that a publish has phases there. */
const TOGETHER = 150;
const KILLS = 4;

/** What the store and whoever writes to it can do to a gateway. */
export const PUBLISHING: Case[] = [
  {
    id: "c19",
    proves: `a publisher killed half-way through ${TOGETHER} entries leaves the old ones or the new ones, never both`,
    play: async (stage) => {
      const publishTogether = stage.control("publishTogether");
      const echo = await stage.upstream((request, response) => response.end(request.url));
      const generation = (n: number): Record<string, FallbackPolicy> =>
        Object.fromEntries(
          names().map((name) => [name, policy([http("a", echo.url, { rewrite: { addPrefix: `/g${n}` } })])]),
        );
      const { tookMs } = await publishTogether(generation(0));
      await stage.comes("the first generation is served", async () =>
        isUniform(await served(stage), "/g0/x"),
      );
      let killed = 0;
      for (let n = 1; n <= KILLS; n++) {
        const { isDone } = await publishTogether(generation(n), (tookMs * (n - 1)) / KILLS);
        if (!isDone) killed++;
        const seen = await served(stage);
        stage.check("after one of the new ones no old one is served", isMonotonic(seen), seen.join(" "));
      }
      stage.check("publishers were killed before their end", killed > 0, killed);
      stage.equal("the last publish goes through", (await publishTogether(generation(99))).isDone, true);
      await stage.comes("and all of it is served", async () => isUniform(await served(stage), "/g99/x"));
    },
  },
  {
    id: "c20",
    proves: "what a third party writes to the store reroutes nothing, and the next publish goes through",
    play: async (stage) => {
      const forge = stage.control("forge");
      const good = await stage.upstream(answers(200, "good"));
      const thief = await stage.upstream(answers(200, "stolen"));
      await stage.publish([http("a", good.url)]);
      await forge(stage.name, policy([http("a", thief.url)]));
      await forge("invented", policy([http("a", thief.url)]));
      stage.replied("a forged entry leaves the good one in force", await stage.ask(), [200, "good"]);
      const invented = await ask(`${stage.baseOf("invented")}/x`);
      stage.check("one that never was is not served", invented.status !== 200, invented.status);
      const next = await stage.upstream(answers(200, "next"));
      await stage.publish([http("a", next.url)]);
      stage.replied("the next publish takes effect", await stage.ask(), [200, "next"]);
      stage.equal("nothing reached the third party", thief.hits, 0);
    },
  },
  {
    id: "c24",
    proves: "without its store a gateway goes on, fails over, and starts anew with what it had",
    play: async (stage) => {
      const [lose, bring, restart] = [
        stage.control("loseStore"),
        stage.control("returnStore"),
        stage.control("restart"),
      ];
      const first = await stage.upstream(answers(200, "first"));
      const second = await stage.upstream(answers(200, "second"));
      await stage.publish([http("a", first.url), http("b", second.url)]);
      stage.replied("it serves", await stage.ask(), [200, "first"]);
      await lose();
      stage.replied("it goes on without the store", await stage.ask(), [200, "first"]);
      await restart();
      stage.replied("it starts anew without the store", await stage.ask(), [200, "first"]);
      await first.stop();
      stage.replied("and fails over without the store", await stage.ask(), [200, "second"]);
      await bring();
      const next = await stage.upstream(answers(200, "next"));
      await stage.publish([http("a", next.url)]);
      stage.replied("with the store back it takes what is published", await stage.ask(), [200, "next"]);
    },
  },
];

const names = (): string[] => Array.from({ length: TOGETHER }, (_, i) => `c19-${i}`);

/** What each of them answers, asked one after the other. */
async function served(stage: Stage): Promise<string[]> {
  const agent = new Agent({ keepAlive: true });
  const bodies: string[] = [];
  for (const name of names()) bodies.push((await ask(`${stage.baseOf(name)}/x`, { agent })).body);
  agent.destroy();
  return bodies;
}

const isUniform = (seen: string[], body: string): boolean => seen.every((one) => one === body);

/** Old ones, then new ones: a change that came while we asked. */
function isMonotonic(seen: string[]): boolean {
  const generations = seen.map((body) => Number(/^\/g(\d+)\/x$/.exec(body)?.[1]));
  return generations.every((n, i) => n >= (generations[i - 1] ?? 0));
}
