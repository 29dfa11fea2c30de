import { describe, expect, it } from "vitest";
import {
  formatHeaders,
  formatStatusList,
  parseHeaders,
  parseNameList,
  parseSpacedList,
  parseStatusList,
  shownText,
  withField,
} from "./optional-field.ts";

describe("withField", () => {
  it("sets, and leaves nothing behind when cleared", () => {
    const timeouts: { connectMs?: number; idleMs?: number } = { connectMs: 5 };
    expect(withField(timeouts, "idleMs", 9)).toEqual({ connectMs: 5, idleMs: 9 });
    expect(Object.keys(withField(timeouts, "connectMs", undefined))).toEqual([]);
  });

  it("takes out a member that became empty, but keeps an empty list", () => {
    const target: { timeouts?: object; status?: number[] } = { timeouts: { connectMs: 5 } };
    expect(withField(target, "timeouts", {})).toEqual({});
    expect(withField(target, "status", [])).toEqual({ timeouts: { connectMs: 5 }, status: [] });
  });
});

describe("status lists", () => {
  it("reads codes and ranges, and writes them back", () => {
    expect(parseStatusList("502, 503 500-599")).toEqual([502, 503, [500, 599]]);
    expect(formatStatusList([502, [500, 599]])).toBe("502, 500-599");
    expect(parseStatusList("")).toEqual([]);
  });

  it.each(["5x", "99", "600", "599-500", "502;503"])("refuses %s", (text) => {
    expect(parseStatusList(text)).toBeUndefined();
  });
});

describe("name lists", () => {
  it("reads names, and refuses what does not match", () => {
    expect(parseNameList("GET, POST", /^[A-Z]+$/)).toEqual(["GET", "POST"]);
    expect(parseNameList("GET, po st", /^[A-Z]+$/)).toBeUndefined();
  });
});

describe("lists of names with spaces", () => {
  it("are parted by commas alone", () => {
    expect(parseSpacedList("EU West,  eu-central ,")).toEqual(["EU West", "eu-central"]);
    expect(parseSpacedList(" ")).toEqual([]);
    expect(parseSpacedList("x".repeat(101))).toBeUndefined();
  });
});

describe("what stands in a field of text", () => {
  /** What stands there after each key, and what the policy has in the end. */
  function type(keys: string) {
    let shown = "";
    for (const key of keys) {
      const typed = shown + key;
      shown = shownText(typed, typed.trim());
    }
    return { shown, value: shown.trim() };
  }

  it("is what was typed, spaces and all", () => {
    expect(type("EU West ")).toEqual({ shown: "EU West ", value: "EU West" });
    expect(type("text/plain; charset=utf-8").value).toBe("text/plain; charset=utf-8");
  });

  it("is the value where that came from elsewhere", () => {
    expect(shownText("EU West", "eu-central")).toBe("eu-central");
    expect(shownText(undefined, "eu-central")).toBe("eu-central");
  });
});

describe("header lines", () => {
  it("reads them and writes them back", () => {
    expect(parseHeaders("X-A: 1\n\nX-B:two: 3 ")).toEqual({ "X-A": "1", "X-B": "two: 3" });
    expect(formatHeaders({ "X-A": "1", "X-B": "two" })).toBe("X-A: 1\nX-B: two");
    expect(parseHeaders("")).toEqual({});
  });

  it("refuses lines that are no header", () => {
    expect(parseHeaders("no colon")).toBeUndefined();
    expect(parseHeaders("bad name: 1")).toBeUndefined();
  });
});
