import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { newWebhookSecret, signedHeaders } from "./sign.ts";

/** Judged by the library of those who wrote the specification. */
describe("a signature of Standard Webhooks", () => {
  const body = JSON.stringify({ type: "subscription.approved", data: { name: "Größe 😀" } });
  const at = new Date();

  test("is accepted by a receiver with the secret, and says what was sent", () => {
    const secret = newWebhookSecret();
    const headers = signedHeaders({ id: "ntf_1", at, body }, [secret]);
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(headers).toMatchObject({
      "webhook-id": "ntf_1",
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    });
  });

  test("is refused for another secret, body, id or an old attempt", () => {
    const secret = newWebhookSecret();
    const headers = signedHeaders({ id: "ntf_1", at, body }, [secret]);
    expect(() => new Webhook(newWebhookSecret()).verify(body, headers)).toThrow();
    expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow();
    expect(() => new Webhook(secret).verify(body, { ...headers, "webhook-id": "ntf_2" })).toThrow();
    const old = signedHeaders({ id: "ntf_1", at: new Date(at.getTime() - 600_000), body }, [secret]);
    expect(() => new Webhook(secret).verify(body, old)).toThrow();
  });

  test("comes twice while a secret is changed: either receiver accepts it", () => {
    const [old, fresh] = [newWebhookSecret(), newWebhookSecret()];
    const headers = signedHeaders({ id: "ntf_1", at, body }, [fresh, old]);
    for (const secret of [old, fresh]) expect(new Webhook(secret).verify(body, headers)).toBeTruthy();
  });

  test("is made with 256 random bits", () => {
    const secret = newWebhookSecret();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(newWebhookSecret()).not.toBe(secret);
  });
});
