import type { Case } from "../case.ts";
import { http } from "../stage.ts";
import { answers, chunked, streams, trickles } from "../upstreams/behaviours.ts";
import type { Behaviour } from "../upstreams/upstream.ts";

const PATIENT = { health: { passive: { failures: 1000 } } };

const moving = (id: string, form: string, behaviour: Behaviour): Case => ({
  id,
  proves: `a 503 ${form} moves on at its headers`,
  play: async (stage) => {
    const first = await stage.upstream(behaviour);
    const second = await stage.upstream(answers(200, "second"));
    await stage.publish([http("a", first.url), http("b", second.url)]);
    stage.replied("the second answers", await stage.ask(), [200, "second"]);
    stage.equal("each was asked once", [first.hits, second.hits], [1, 1]);
  },
});

const abandoning = (id: string, form: string, behaviour: Behaviour): Case => ({
  id,
  proves: `a 503 ${form} moves on at its headers, and its connection is given up`,
  play: async (stage) => {
    let givenUp = 0;
    const counting: Behaviour = (request, response) => {
      response.on("close", () => givenUp++);
      behaviour(request, response);
    };
    await moving(id, form, counting).play(stage);
    await stage.comes("the answer that never ends is given up", () => givenUp === 1);
  },
});

/** Answers that are failures, and one that is none. */
export const ANSWERING: Case[] = [
  moving("c05", "with a length", answers(503, "down")),
  moving("c06", "in chunks", chunked(503, "down")),
  abandoning("c07", "that is an event stream", streams(503, ["down"])),
  abandoning("c08", "that trickles without end", trickles(503)),
  {
    id: "c09",
    proves: "who says Retry-After is not asked before its time; a 429 concerns the credential that got it",
    play: async (stage) => {
      const first = await stage.upstream(answers(503, "busy", { "retry-after": "2" }));
      const second = await stage.upstream(answers(200, "second"));
      await stage.part(async () => {
        await stage.publish([http("a", first.url, PATIENT), http("b", second.url)]);
        const toldMs = performance.now();
        stage.replied("a 503 with Retry-After moves on", await stage.ask(), [200, "second"]);
        first.behaviour = answers(200, "first");
        for (let i = 0; i < 5; i++) await stage.ask();
        const late = performance.now() - toldMs > 1500;
        stage.check("the target is left alone until then", late || first.hits === 1, first.hits);
        await stage.comes("after that it serves again", async () => (await stage.ask()).body === "first");
      });
      await stage.part(async () => {
        const other = await stage.upstream((request, response) => {
          const isGreedy = request.headers.authorization === "Bearer greedy";
          answers(isGreedy ? 429 : 200, "other", isGreedy ? { "retry-after": "30" } : {})(request, response);
        });
        const triggers = { status: [429, 503] };
        await stage.publish([http("a", other.url, PATIENT), http("b", second.url)], { triggers });
        const as = (name: string) => stage.ask({ headers: { authorization: `Bearer ${name}` } });
        stage.replied("a 429 moves on where the policy says so", await as("greedy"), [200, "second"]);
        stage.replied("who got the 429 is served elsewhere", await as("greedy"), [200, "second"]);
        stage.equal("the target is not asked again for them", other.hits, 1);
        stage.replied("others are served by the target", await as("modest"), [200, "other"]);
      });
    },
  },
  {
    id: "c10",
    proves: "a 404 is an answer and passes",
    play: async (stage) => {
      const first = await stage.upstream(answers(404, "no such thing"));
      const second = await stage.upstream(answers(200, "second"));
      await stage.publish([http("a", first.url), http("b", second.url)]);
      stage.replied("the client gets the 404", await stage.ask(), [404, "no such thing"]);
      stage.equal("the second is not asked", second.hits, 0);
    },
  },
];
