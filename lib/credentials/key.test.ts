import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { keyHint, keySha256, newKey, readKey } from "./index.ts";

const key = newKey("eu-production");

describe("a key", () => {
  it("has a recognisable shape and 256 random bits", () => {
    expect(key).toMatch(/^usk_eu-production_[0-9A-Za-z]{49}$/);
    const secrets = new Set(Array.from({ length: 500 }, () => newKey("sandbox")));
    expect(secrets.size).toBe(500);
    expect(newKey("sandbox", new Uint8Array(32).fill(255))).not.toBe(
      newKey("sandbox", new Uint8Array(32).fill(254)),
    );
    expect(newKey("sandbox", new Uint8Array(32).fill(0)).slice(0, 55)).toBe(`usk_sandbox_${"0".repeat(43)}`);
  });

  it("says which environment it is for", () => {
    expect(readKey(key)).toEqual({ environment: "eu-production" });
  });

  it("tells a typing error from something else", () => {
    for (let at = 4; at < key.length; at++) {
      const wrong = key.slice(0, at) + (key[at] === "x" ? "y" : "x") + key.slice(at + 1);
      expect(readKey(wrong)).toBe("typo");
    }
    expect(readKey(key.slice(0, -1))).toBe("typo");
    expect(readKey(`${key}a`)).toBe("typo");
    expect(readKey("usk_" + "a".repeat(100_000))).toBe("typo");
    expect(readKey("eyJhbGciOiJSUzI1NiJ9.e30.x")).toBe("other");
    expect(readKey("")).toBe("other");
  });

  it("is kept as its SHA-256", () => {
    expect(keySha256(key)).toBe(createHash("sha256").update(key).digest("hex"));
  });

  it("is known again by its start, which gives away less than a fifth of it", () => {
    expect(keyHint(key)).toBe(key.slice(0, "usk_eu-production_".length + 8));
  });

  it("is not made for a name that no environment has", () => {
    expect(() => newKey("Under_Score")).toThrow(/no key/);
  });
});
