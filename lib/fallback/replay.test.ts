import { describe, expect, it } from "vitest";
import { compileChain } from "./compile-chain.ts";
import { beginServe, nextStep } from "./decide.ts";
import { resolvePolicy } from "./defaults.ts";
import { resultOf } from "./result.ts";
import type { UnboundTarget } from "./schema.ts";
import { policyOf, serveScripted, type Reply } from "./scripted-serve.ts";

const sorry: UnboundTarget = { id: "sorry", kind: "static", status: 503 };
const fine: UnboundTarget = { id: "fine", kind: "static", status: 200 };
const post = { method: "POST", bodyBytes: 10 };

describe("replay", () => {
  it("sends a POST on only while it cannot have been executed", () => {
    expect(
      serveScripted(policyOf(["a", "b"]), { replies: { a: "connect_refused" }, request: post }).attempted,
    ).toEqual(["a", "b"]);
    const answered = serveScripted(policyOf(["a", "b"]), { replies: { a: 503 }, request: post });
    expect(answered.attempted).toEqual(["a"]);
    expect(answered.end).toEqual({ kind: "relay", target: 0 });
    expect(resultOf(answered.decision)).toBe("failed");
    const lost = serveScripted(policyOf(["a", "b"]), { replies: { a: "reset" }, request: post });
    expect(lost.end).toEqual({ kind: "exhausted", relay: -1, status: 502 });
  });

  it("never fakes success after a possible execution, but may word the failure", () => {
    expect(serveScripted(policyOf(["a", fine]), { replies: { a: 503 }, request: post }).end).toEqual({
      kind: "relay",
      target: 0,
    });
    expect(serveScripted(policyOf(["a", sorry]), { replies: { a: 503 }, request: post }).endId).toBe("sorry");
    expect(
      serveScripted(policyOf(["a", fine]), { replies: { a: "connect_refused" }, request: post }).endId,
    ).toBe("fine");
    expect(serveScripted(policyOf(["a", fine]), { replies: { a: 503 } }).endId).toBe("fine");
  });

  it("honours an idempotency key where both targets share the store", () => {
    const shared = (id: string): UnboundTarget => ({
      id,
      kind: "http",
      semantics: { sharesDedupStore: true },
    });
    const policy = policyOf([shared("a"), shared("b"), "c"], { replay: { nonIdempotent: "with_key" } });
    const replies = { a: 503, b: "connect_refused" } as const;
    const withKey = serveScripted(policy, { replies, request: post, headers: { "idempotency-key": "k" } });
    expect(withKey.attempted).toEqual(["a", "b"]);
    expect(withKey.decision.trace).toContainEqual(
      expect.objectContaining({ target: "c", reason: "replay_not_allowed" }),
    );
    expect(serveScripted(policy, { replies, request: post }).attempted).toEqual(["a"]);
  });

  it("treats PUT by idempotentUnsafe", () => {
    const put = { method: "PUT", bodyBytes: 10 };
    const stateful = (id: string): UnboundTarget => ({ id, kind: "http", semantics: { sharesState: true } });
    const tried = (policy: Parameters<typeof serveScripted>[0]) =>
      serveScripted(policy, { replies: { a: "reset" }, request: put }).attempted;
    expect(tried(policyOf(["a", "b"]))).toEqual(["a"]);
    expect(tried(policyOf([stateful("a"), stateful("b")]))).toEqual(["a", "b"]);
    expect(
      tried(policyOf([stateful("a"), stateful("b")], { replay: { idempotentUnsafe: "never" } })),
    ).toEqual(["a"]);
    expect(tried(policyOf(["a", "b"], { replay: { idempotentUnsafe: "always" } }))).toEqual(["a", "b"]);
  });

  it("treats what is taken out of the safe methods by nonIdempotent, on the same target too", () => {
    const twice = (id: string): UnboundTarget => ({
      id,
      kind: "http",
      attempts: { max: 2 },
      semantics: { sharesState: true },
    });
    const tried = (nonIdempotent: "never" | "before_send" | "always", a: Reply, method = "GET") =>
      serveScripted(policyOf([twice("a"), "b"], { replay: { safeMethods: ["HEAD"], nonIdempotent } }), {
        replies: { a },
        request: { method },
      }).attempted;
    for (const method of ["GET", "OPTIONS", "TRACE"]) {
      expect(tried("before_send", "reset", method)).toEqual(["a"]);
      expect(tried("before_send", "connect_refused", method)).toEqual(["a", "a", "b"]);
      expect(tried("never", "connect_refused", method)).toEqual(["a"]);
      expect(tried("always", "reset", method)).toEqual(["a", "a", "b"]);
    }
    expect(tried("before_send", "reset", "HEAD")).toEqual(["a", "a", "b"]);
    const sharing = policyOf([twice("a"), twice("b")], { replay: { safeMethods: ["HEAD"] } });
    expect(serveScripted(sharing, { replies: { a: 503 } }).attempted).toEqual(["a"]);
    const put = policyOf(["a", "b"], { replay: { safeMethods: ["PUT"], idempotentUnsafe: "never" } });
    expect(
      serveScripted(put, { replies: { a: 503 }, request: { method: "PUT", bodyBytes: 10 } }).attempted,
    ).toEqual(["a", "b"]);
  });

  it("knows nonIdempotent never and always", () => {
    const tried = (nonIdempotent: "never" | "always", a: Reply) =>
      serveScripted(policyOf(["a", "b"], { replay: { nonIdempotent } }), { replies: { a }, request: post })
        .attempted;
    expect(tried("never", "connect_refused")).toEqual(["a"]);
    expect(tried("always", 503)).toEqual(["a", "b"]);
  });
});

describe("bodies", () => {
  it("asks to keep a body only where a later target could need it", () => {
    const keep = (chain: string[], bodyBytes: number) =>
      serveScripted(policyOf(chain), { request: { method: "POST", bodyBytes } }).decision.keepBody;
    expect(keep(["a", "b"], 10)).toBe(true);
    expect(keep(["a", "b"], -1)).toBe(true);
    expect(keep(["a", "b"], 0)).toBe(false);
    expect(keep(["a"], 10)).toBe(false);
    expect(keep(["a", "b"], 65_536)).toBe(true);
    expect(keep(["a", "b"], 65_537)).toBe(false);
  });

  it("asks so too where a stored answer is looked for first, and the target behind it may be needed", () => {
    const stale = {
      id: "old",
      kind: "stale",
      maxStaleMs: 60_000,
      isolateBy: "public",
      maxEntryBytes: 9,
    } as const;
    const out = { states: { a: "ejected" }, request: { bodyBytes: 10 } } as const;
    const keep = (chain: (string | UnboundTarget)[]) => serveScripted(policyOf(chain), out).decision.keepBody;
    expect(keep(["a", stale, "b"])).toBe(true);
    expect(keep(["a", { id: "sorry", kind: "static", status: 503 }])).toBe(false);
  });

  it("does not send a body on that it could not keep", () => {
    const request = { method: "POST", bodyBytes: 65_537 };
    expect(
      serveScripted(policyOf(["a", "b"]), { request, replies: { a: "connect_refused" } }).attempted,
    ).toEqual(["a"]);
    const refusing = policyOf(["a", "b"], { replay: { bodyOverLimit: "reject_413" } });
    expect(serveScripted(refusing, { request }).end).toEqual({ kind: "refuse", status: 413 });
  });

  it("goes on with the first attempt when a body turns out too long", () => {
    const served = (bodyOverLimit: "no_fallback" | "reject_413") => {
      const chain = compileChain(resolvePolicy(policyOf(["a", "b"], { replay: { bodyOverLimit } })));
      const facts = { method: "POST", bodyBytes: -1, receivedAtMs: 0, draw: 1, header: () => undefined };
      const decision = beginServe(chain, { states: [] }, facts);
      return { decision, step: nextStep(decision, { kind: "body_over_limit", atMs: 1 }) };
    };
    const streaming = served("no_fallback");
    expect(streaming.step).toMatchObject({ kind: "attempt", target: 0 });
    expect(streaming.decision.keepBody).toBe(false);
    expect(
      nextStep(streaming.decision, { kind: "failed", outcome: "connect_refused", atMs: 2 }),
    ).toMatchObject({ kind: "exhausted", status: 502 });
    expect(served("reject_413").step).toEqual({ kind: "refuse", status: 413 });
  });

  it("stops when the client goes away", () => {
    const { decision } = serveScripted(policyOf(["a"]));
    expect(nextStep(decision, { kind: "client_gone", atMs: 5 })).toEqual({ kind: "stop" });
    expect(resultOf(decision)).toBe("gone");
  });
});
