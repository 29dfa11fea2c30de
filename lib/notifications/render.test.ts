import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { KINDS, NOTIFICATION_KINDS } from "./kinds.ts";
import { render } from "./render.ts";

/** Facts of a kind with every text of the same kind of malice. */
function factsWith(kind: (typeof NOTIFICATION_KINDS)[number], value: string) {
  const shape: Record<string, z.ZodType> = KINDS[kind].facts.shape;
  return Object.fromEntries(
    Object.entries(shape).map(([name, type]) => [
      name,
      [value, 7, true, [value]].find((one) => type.safeParse(one).success),
    ]),
  );
}

describe.each(NOTIFICATION_KINDS)("%s", (kind) => {
  test("says something, and leads to a page", () => {
    const rendered = render(kind, factsWith(kind, "thing"));
    expect(rendered.subject.length).toBeGreaterThan(10);
    expect(rendered.text.length).toBeGreaterThan(20);
    expect(rendered.path).toMatch(/^\/[a-z]/);
    expect(rendered.audience.length).toBeGreaterThan(0);
    expect(KINDS[kind].label.length).toBeGreaterThan(10);
  });

  test("has a subject of one line whatever its facts hold", () => {
    const { subject, text } = render(kind, factsWith(kind, "x\r\nBcc: all@example.com\0\u2028y"));
    expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
    expect(text).not.toMatch(/[\0\r]/);
    expect(render(kind, factsWith(kind, "😀".repeat(1_000))).subject.isWellFormed()).toBe(true);
  });
});
