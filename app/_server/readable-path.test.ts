import { expect, test } from "vitest";
import { isReadablePath } from "./readable-path.ts";

test.each(["/", "/apis/pay", "/apis/%C3%BC", "/a%20b", "/a%2Fb", "/a%25"])("%s is a path", (path) => {
  expect(isReadablePath(path)).toBe(true);
});

test.each(["/apis/%00", "/apis/%ff", "/apis/%C3", "/%", "/%zz", "/%ED%A0%80"])("%s is none", (path) => {
  expect(isReadablePath(path)).toBe(false);
});
