import { expect, test } from "vitest";
import { pointerTo, resolvePointer } from "./schema.ts";

test("a pointer finds what it was made for, whatever the names hold", () => {
  const document = { paths: { "/a/{b~c}": { "200": ["first", { "x y": 1 }] } } };
  expect(pointerTo("paths", "/a/{b~c}", 200, 1)).toBe("/paths/~1a~1{b~0c}/200/1");
  expect(resolvePointer(document, `#${pointerTo("paths", "/a/{b~c}", "200", 1, "x y")}`)).toBe(1);
  expect(resolvePointer(document, "#/paths/~1a~1%7Bb~0c%7D/200/0")).toBe("first");
  expect(resolvePointer(document, "#")).toBe(document);
});

test("a pointer finds nothing that the document does not hold itself", () => {
  for (const reference of ["#/a", "#/constructor", "#/list/length/x", "#/%E0%A4%A"])
    expect(resolvePointer({ list: [] }, reference)).toBe(undefined);
});
