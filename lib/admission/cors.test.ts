import { describe, expect, it } from "vitest";
import { answerPreflight, corsHeaders, prepareCors } from "./index.ts";

const settings = {
  origins: ["https://shop.example"],
  methods: ["GET", "PUT"],
  headers: ["x-trace"],
  exposeHeaders: ["x-total"],
  credentials: true,
  maxAgeSeconds: 60,
};
const cors = prepareCors(settings, "x-api-key");
const any = prepareCors({ ...settings, origins: ["*"], credentials: false }, undefined);
const asked = (origin: string | undefined, method = "GET") => answerPreflight(cors, { origin, method });

describe("pages of other origins", () => {
  it("are told what they may do when they are listed", () => {
    const answer = asked("https://shop.example", "PUT");
    const headers = answer.ok ? answer.headers.join("\n") : "";
    expect(headers).toContain("Access-Control-Allow-Origin\nhttps://shop.example");
    expect(headers).toContain("Access-Control-Allow-Methods\nGET, PUT");
    expect(headers).toContain(
      "Access-Control-Allow-Headers\nauthorization, content-type, x-api-key, x-trace",
    );
    expect(headers).toContain("Access-Control-Max-Age\n60");
    expect(headers).toContain("Vary\nOrigin");
  });

  it.each([
    ["https://evil.example"],
    ["https://shop.example.evil.example"],
    ["https://evilshop.example"],
    ["http://shop.example"],
    ["https://shop.example:444"],
    ["https://SHOP.example"],
    ["null"],
    [undefined],
  ])("are never repeated when they are not: %s", (origin) => {
    expect(asked(origin)).toMatchObject({ ok: false, refusal: { status: 403 } });
    expect(corsHeaders(cors, origin)).toEqual(["Vary", "Origin"]);
  });

  it("may not use other methods", () => {
    expect(asked("https://shop.example", "DELETE").ok).toBe(false);
    expect(asked("https://shop.example", "put").ok).toBe(false);
  });

  it("are all one where any may", () => {
    expect(corsHeaders(any, "https://evil.example")).toEqual([
      "Access-Control-Allow-Origin",
      "*",
      "Access-Control-Expose-Headers",
      "ratelimit, ratelimit-policy, retry-after, x-request-id, x-total",
    ]);
  });
});
