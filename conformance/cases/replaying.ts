import type { Case } from "../case.ts";
import { http, type Stage } from "../stage.ts";
import { answers, resets } from "../upstreams/behaviours.ts";

const PATIENT = { health: { passive: { failures: 1000 } } };
const LIMIT_BYTES = 10_000;

/** What may be sent a second time. */
export const REPLAYING: Case[] = [
  {
    id: "c11",
    proves: "an unsafe request that was answered 503 is not replayed; the client gets that very answer",
    play: async (stage) => {
      const first = await stage.upstream(answers(503, "maybe done"));
      const second = await stage.upstream(answers(200, "second"));
      await stage.publish([http("a", first.url, PATIENT), http("b", second.url)]);
      for (const method of ["POST", "PATCH", "PUT", "DELETE"]) {
        const reply = await stage.ask({ method, body: "x" });
        stage.replied(`a ${method} gets the first's 503`, reply, [503, "maybe done"]);
      }
      stage.equal("each reached the first once, and the second never", [first.hits, second.hits], [4, 0]);
    },
  },
  {
    id: "c12",
    proves: "a POST whose target refuses the connection is replayed with its body",
    play: async (stage) => {
      const second = await stage.upstream(answers(201, "made"));
      await stage.publish([http("a", await stage.refusing()), http("b", second.url)]);
      stage.replied("the second answers", await stage.ask({ method: "POST", body: "order 1" }), [
        201,
        "made",
      ]);
      const isChunked = true;
      stage.replied(
        "one of unknown length too",
        await stage.ask({ method: "POST", body: "order 2", isChunked }),
        [201, "made"],
      );
      stage.equal(
        "it gets what was sent, once",
        second.requests.map(({ method, body }) => [method, body]),
        [
          ["POST", "order 1"],
          ["POST", "order 2"],
        ],
      );
    },
  },
  {
    id: "c13",
    proves:
      "a POST with an idempotency key is replayed where the targets share their store of keys; one without is not",
    play: async (stage) => {
      const first = await stage.upstream(resets);
      const second = await stage.upstream(answers(200, "second"));
      const shared = { ...PATIENT, semantics: { sharesDedupStore: true } };
      const replay = { nonIdempotent: "with_key" as const };
      await stage.publish([http("a", first.url, shared), http("b", second.url, shared)], { replay });
      const headers = { "idempotency-key": "k1" };
      const keyed = await stage.ask({ method: "POST", body: "x", headers });
      stage.replied("the one with a key is answered by the second", keyed, [200, "second"]);
      stage.equal("the second gets the key", second.header(0, "idempotency-key"), ["k1"]);
      stage.replied("the one without gets 502", await stage.ask({ method: "POST", body: "x" }), [502]);
      stage.equal("and is not replayed", [first.hits, second.hits], [2, 1]);
    },
  },
  {
    id: "c14",
    proves: "up to the body limit a request has its fallbacks, above it not; it streams then, or is refused",
    play: async (stage) => {
      for (const isChunked of [false, true]) await stage.part(() => limits(stage, isChunked));
      await stage.part(() => refuses(stage));
    },
  },
];

async function limits(stage: Stage, isChunked: boolean): Promise<void> {
  const first = await stage.upstream(answers(503, "down"));
  const second = await stage.upstream(answers(200, "second"));
  const replay = { idempotentUnsafe: "always" as const, bodyMaxBytes: LIMIT_BYTES };
  await stage.publish([http("a", first.url, PATIENT), http("b", second.url)], { replay });
  const form = isChunked ? "of unknown length" : "of declared length";
  const put = (bytes: number) => stage.ask({ method: "PUT", body: "x".repeat(bytes), isChunked });
  for (const bytes of [LIMIT_BYTES - 1, LIMIT_BYTES])
    stage.replied(`a body ${form} within the limit is replayed`, await put(bytes), [200, "second"]);
  stage.equal(
    `a replayed body ${form} is whole`,
    second.requests.map(({ body }) => body.length),
    [LIMIT_BYTES - 1, LIMIT_BYTES],
  );
  stage.replied(`a body ${form} over the limit is not`, await put(LIMIT_BYTES + 1), [503, "down"]);
  first.behaviour = answers(200, "first");
  stage.replied(`a large body ${form} reaches the first`, await put(500_000), [200, "first"]);
  stage.equal(`a large body ${form} arrives whole`, first.requests.at(-1)?.body.length, 500_000);
  stage.equal(`the second gets nothing over the limit (${form})`, second.hits, 2);
}

async function refuses(stage: Stage): Promise<void> {
  const first = await stage.upstream(answers(200, "first"));
  const second = await stage.upstream(answers(200, "second"));
  const replay = { bodyMaxBytes: LIMIT_BYTES, bodyOverLimit: "reject_413" as const };
  await stage.publish([http("a", first.url), http("b", second.url)], { replay });
  for (const isChunked of [false, true]) {
    const form = isChunked ? "of unknown length" : "of declared length";
    const over = await stage.ask({ method: "POST", body: "x".repeat(LIMIT_BYTES + 1), isChunked });
    stage.replied(`with reject_413 a body ${form} over the limit gets 413`, over, [413]);
    const within = await stage.ask({ method: "POST", body: "x".repeat(LIMIT_BYTES), isChunked });
    stage.replied(`with reject_413 a body ${form} at the limit passes`, within, [200, "first"]);
  }
  stage.equal("what is refused reaches nobody", [first.hits, second.hits], [2, 0]);
}
