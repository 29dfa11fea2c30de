import { expect, test } from "vitest";
import { USER_ROLES } from "#lib/access/schema";
import { destinations, navItems } from "./nav.ts";

test("each role is led to what it may see", () => {
  const lastOf = (role: (typeof USER_ROLES)[number]) => navItems(role).at(-1)?.label;
  expect([lastOf("admin"), lastOf("governance"), lastOf("member")]).toEqual(["Admin", "Audit", "Teams"]);
});

test.each(USER_ROLES)("no two places share a key for %s", (role) => {
  const keys = destinations(role).map(({ key }) => key);
  expect(keys).toEqual([...new Set(keys)]);
});
