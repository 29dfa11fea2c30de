import { afterEach, beforeEach, expect, test } from "vitest";
import { GatewayRig } from "./gateway-rig.ts";

let rig: GatewayRig;

beforeEach(async () => {
  rig = await new GatewayRig().start();
});

afterEach(() => rig.stop());

const texts = () => Array.from({ length: 150 }, (_, at) => Array.from({ length: 130_000 }, () => at));

test("what nobody holds any more is no finding, and what somebody holds is one", async () => {
  let held: unknown = texts();
  expect(await rig.after()).toMatch(/^1\d\d MB more than at the start$/);
  expect(held).toHaveLength(150);
  held = undefined;
  for (let n = 0; n < 3; n++) texts();
  expect(await rig.after()).toBeUndefined();
});
