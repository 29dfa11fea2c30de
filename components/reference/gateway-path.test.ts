import { describe, expect, it } from "vitest";
import { gatewayPath } from "./gateway-path.ts";

describe("the path behind a gateway", () => {
  it.each([
    ["/shop/v1", "/orders", "/shop/v1/orders"],
    ["/shop", "/shop/orders", "/shop/orders"],
    ["/shop", "/shopping", "/shop/shopping"],
    ["", "/orders", "/orders"],
    ["/shop", "/", "/shop"],
  ])("%s and %s: %s", (prefix, path, whole) => {
    expect(gatewayPath(prefix, path)).toBe(whole);
  });
});
