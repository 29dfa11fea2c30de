import { describe, expect, test } from "vitest";
import { toCsv } from "./index.ts";

describe("CSV", () => {
  test("quotes texts, leaves numbers, and nothing for what is not there", () => {
    expect(
      toCsv(
        ["name", "n"],
        [
          ['a "b", c\nd', 1.5],
          ["", null],
          ["ü", -2],
        ],
      ),
    ).toBe('"name","n"\r\n"a ""b"", c\nd",1.5\r\n"",\r\n"ü",-2\r\n');
    expect(toCsv(["n"], [[Number.NaN], [Number.POSITIVE_INFINITY]])).toBe('"n"\r\n\r\n\r\n');
  });

  test.each([
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\0=1",
    "＝1",
    '=HYPERLINK("http://evil.example")',
    "=cmd|' /C calc'!A0",
  ])("makes a text of %j", (evil) => {
    const [, row = ""] = toCsv(["x"], [[evil]]).split('"x"\r\n');
    expect(row.startsWith(`"'`)).toBe(true);
    expect(row).toContain(evil.replaceAll('"', '""'));
  });

  test("leaves alone what is harmless", () => {
    for (const text of ["GET /orders/{id}", "a=b", "1-2", "me@example.com"])
      expect(toCsv(["x"], [[text]])).toContain(`"${text}"`);
  });
});
