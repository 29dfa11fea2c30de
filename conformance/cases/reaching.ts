import type { Case } from "../case.ts";
import { http } from "../stage.ts";
import { answers, babbles, hangs, resets } from "../upstreams/behaviours.ts";

/** Targets that cannot be reached, or do not answer. */
export const REACHING: Case[] = [
  {
    id: "c01",
    proves: "a refused connection moves on to the next target",
    play: async (stage) => {
      const second = await stage.upstream(answers(200, "second"));
      await stage.publish([http("a", await stage.refusing()), http("b", second.url)]);
      stage.replied("the second answers", await stage.ask({}, "/x/y?q=1"), [200, "second"]);
      stage.equal(
        "it is asked once, for the same thing",
        second.requests.map(({ path }) => path),
        ["/x/y?q=1"],
      );
    },
  },
  {
    id: "c02",
    proves: "a target that answers no SYN is left at its connect limit, and a POST moves on too",
    play: async (stage) => {
      const second = await stage.upstream(answers(200, "second"));
      const timeouts = { connectMs: 300, firstByteMs: 6000 };
      await stage.publish([http("a", await stage.blackhole(), { timeouts }), http("b", second.url)]);
      const got = await stage.ask();
      stage.replied("a GET is answered by the second", got, [200, "second"]);
      stage.inTime("the limit for connecting is kept", got);
      const posted = await stage.ask({ method: "POST", body: "order" });
      stage.replied("a POST is answered by the second", posted, [200, "second"]);
      stage.equal("the POST arrives with its body", second.requests.at(-1)?.body, "order");
    },
  },
  {
    id: "c03",
    proves:
      "a target that takes the request and hangs is left at its first-byte limit; a POST is not replayed",
    play: async (stage) => {
      const first = await stage.upstream(hangs);
      const second = await stage.upstream(answers(200, "second"));
      const timeouts = { connectMs: 300, firstByteMs: 300 };
      await stage.publish([http("a", first.url, { timeouts }), http("b", second.url)]);
      const got = await stage.ask();
      stage.replied("a GET is answered by the second", got, [200, "second"]);
      stage.inTime("the limit for the first byte is kept", got);
      stage.equal("the first was asked once", first.hits, 1);
      stage.replied("a POST gets 504", await stage.ask({ method: "POST", body: "order" }), [504]);
      stage.equal("the POST reached the first alone", [first.hits, second.hits], [2, 1]);
      await stage.comes("the requests that hang are given up", () => first.aborted === 2);
    },
  },
  {
    id: "c04",
    proves:
      "a connection reset after the request was sent moves a GET on, and nothing that may have been executed",
    play: async (stage) => {
      const first = await stage.upstream(resets);
      const second = await stage.upstream(answers(200, "second"));
      const health = { passive: { failures: 1000 } };
      await stage.publish([http("a", first.url, { health }), http("b", second.url)]);
      stage.replied("a GET is answered by the second", await stage.ask(), [200, "second"]);
      stage.equal("the first was asked once", first.hits, 1);
      for (const method of ["POST", "PUT", "DELETE"])
        stage.replied(`a ${method} gets 502`, await stage.ask({ method, body: "x" }), [502]);
      const replayed = second.requests.map(({ method }) => method).filter((method) => method !== "GET");
      stage.equal("no POST is replayed", replayed.includes("POST"), false);
      stage.equal(
        "no PUT or DELETE is replayed where the targets share no state",
        replayed.filter((method) => method !== "POST"),
        [],
      );
      first.behaviour = babbles;
      stage.replied("an answer that is no HTTP moves a GET on too", await stage.ask(), [200, "second"]);
    },
  },
];
