import type { Case } from "../case.ts";
import { http } from "../stage.ts";
import { answers, hangs, resets } from "../upstreams/behaviours.ts";
import type { Behaviour } from "../upstreams/upstream.ts";

const SHORT = { timeouts: { connectMs: 300, firstByteMs: 300 } };

/** Who is tried, in which order, and what the client gets when nobody answers. */
export const ORDERING: Case[] = [
  {
    id: "c15",
    proves: "when all are dead the last is tried all the same, and its very answer is returned",
    play: async (stage) => {
      const first = await stage.upstream(answers(503, "first down"));
      const last = await stage.upstream(answers(503, "last down", { "x-from": "last" }));
      await stage.publish([http("a", first.url), http("b", last.url)]);
      for (let i = 0; i < 6; i++) {
        const reply = await stage.ask();
        stage.replied("each request gets the last's answer", reply, [503, "last down"]);
        stage.equal("with its headers", reply.headers["x-from"], "last");
      }
      stage.equal("the last is tried once for each", last.hits, 6);
      await stage.publish([http("a", await stage.refusing()), http("b", await stage.refusing())]);
      stage.replied("when all refuse, the client gets 502", await stage.ask(), [502]);
      const silent = await stage.upstream(hangs);
      await stage.publish([http("a", await stage.refusing()), http("b", silent.url, SHORT)]);
      stage.replied("when the last hangs, the client gets 504", await stage.ask(), [504]);
    },
  },
  {
    id: "c16",
    proves: "four targets are tried in order, each once, also with two that hang one after the other",
    play: async (stage) => {
      for (const failures of [
        [resets, hangs, hangs],
        [hangs, hangs, answers(503, "down")],
      ]) {
        const asked: string[] = [];
        const noting =
          (id: string, behaviour: Behaviour): Behaviour =>
          (request, response) => {
            asked.push(id);
            behaviour(request, response);
          };
        const chain = await Promise.all(
          [...failures, answers(200, "fourth")].map(async (behaviour, index) => {
            const id = "abcd"[index] ?? "";
            return http(id, (await stage.upstream(noting(id, behaviour))).url, SHORT);
          }),
        );
        await stage.publish(chain);
        const reply = await stage.ask();
        stage.replied("the fourth answers", reply, [200, "fourth"]);
        stage.inTime("the limits of all are kept", reply);
        stage.equal("they are asked in order, each once", asked, ["a", "b", "c", "d"]);
      }
    },
  },
];
