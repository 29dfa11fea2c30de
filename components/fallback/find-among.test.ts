import { expect, it } from "vitest";
import type { ChainPartDto } from "#lib/publishing/schema";
import { findAmong } from "./find-among.ts";

const part: ChainPartDto = { api: "inventory", version: "v1", isBlocked: false, published: null };

it("finds an API by slug and version, and knows which is not published", () => {
  const find = findAmong([part]);
  expect(find("inventory", "v1")).toEqual({ label: "inventory v1", isBlocked: false });
  expect(find("inventory", "v2")).toBeUndefined();
});
