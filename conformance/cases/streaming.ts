import type { Case } from "../case.ts";
import { http } from "../stage.ts";
import { answers, breaksOff, hangs } from "../upstreams/behaviours.ts";

const EVENT_STREAM = { "content-type": "text/event-stream" };

/** What happens to an answer after it has begun. */
export const STREAMING: Case[] = [
  {
    id: "c21",
    proves: "an answer that breaks off after it began is an error to the client, and nobody completes it",
    play: async (stage) => {
      const second = await stage.upstream(answers(200, "data: [DONE]\n\n"));
      for (const [form, headers] of [
        ["an event stream", EVENT_STREAM],
        ["an answer with a length", { "content-length": "100000" }],
      ] as const) {
        const first = await stage.upstream(breaksOff(headers, "data: one\n\n"));
        await stage.publish([http("a", first.url), http("b", second.url)]);
        const reply = await stage.ask();
        stage.equal(
          `of ${form} the client gets what there was`,
          [reply.status, reply.body],
          [200, "data: one\n\n"],
        );
        stage.check(`${form} that breaks off does not look whole`, !reply.isWhole, reply);
      }
      stage.equal("the second is not asked", second.hits, 0);
    },
  },
  {
    id: "c22",
    proves:
      "a 200 whose first event is an error moves on, where answers are passed on from their first event",
    play: async (stage) => {
      const first = await stage.upstream((_request, response) => {
        response.writeHead(200, EVENT_STREAM);
        response.write('event: error\ndata: {"error":{"message":"overloaded"}}\n\n');
      });
      const second = await stage.upstream((_request, response) => {
        response.writeHead(200, EVENT_STREAM).write("data: one\n\n");
        response.end("data: [DONE]\n\n");
      });
      const stream = { commit: "first_event" as const };
      await stage.publish([http("a", first.url), http("b", second.url)], { stream });
      const good = "data: one\n\ndata: [DONE]\n\n";
      stage.replied("the client gets the second's events alone", await stage.ask(), [200, good]);
      stage.equal("each was asked once", [first.hits, second.hits], [1, 1]);
      await stage.comes("the failed stream is given up", () => first.aborted === 1);
    },
  },
  {
    id: "c23",
    proves: "a client that leaves takes its upstream request with it, and nobody is blamed",
    play: async (stage) => {
      const first = await stage.upstream(hangs);
      const second = await stage.upstream(answers(200, "second"));
      await stage.publish([http("a", first.url), http("b", second.url)]);
      for (let i = 1; i <= 5; i++) {
        let leave: () => void = () => undefined;
        const left = stage.ask({ sent: (request) => (leave = () => void request.destroy()) });
        await stage.comes("the request arrives", () => first.hits === i);
        leave();
        await left;
        const isCancelled = await stage.comes("the upstream request is cancelled", () => first.aborted === i);
        if (!isCancelled) return;
      }
      first.behaviour = answers(200, "first");
      stage.replied("the target is as good as before", await stage.ask(), [200, "first"]);
      stage.equal("nothing was tried elsewhere", second.hits, 0);
    },
  },
];
