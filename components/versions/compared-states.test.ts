import { expect, it } from "vitest";
import { comparedStates, stateOptions } from "./compared-states.ts";

const alone: Parameters<typeof comparedStates>[1] = { version: "v1", versions: ["v1"], revisions: [] };
const published = {
  ...alone,
  revisions: [
    { number: 2, note: "Prices" },
    { number: 1, note: "" },
  ],
};
const read = (search: string, of = alone) => comparedStates(new URLSearchParams(search), of);

it("compares the draft with the newest revision, else with the version before it, else with another", () => {
  expect(read("", published)).toEqual({ from: "revision:2", to: "draft", verdict: undefined, isText: false });
  expect(read("", { ...alone, version: "v2", versions: ["v3", "v2", "v1"] }).from).toBe("version:v1");
  expect(read("", { ...alone, versions: ["v2", "v1"] }).from).toBe("version:v2");
  expect(read("").from).toBe("draft");
});

it("takes what the URL names, and the usual for what it cannot read", () => {
  expect(read("from=version:v2&to=revision:7&verdict=risky")).toEqual({
    from: "version:v2",
    to: "revision:7",
    verdict: "risky",
    isText: false,
  });
  expect(read("from=revision:x&to=version:v1&verdict=fine", published)).toEqual({
    from: "revision:2",
    to: "draft",
    verdict: undefined,
    isText: false,
  });
});

it("offers the draft, the revisions and the other versions, and what is chosen", () => {
  const labels = (chosen: string) =>
    stateOptions({ ...published, versions: ["v2", "v1"] }, chosen).map(({ label }) => label);
  expect(labels("draft")).toEqual(["Draft of v1", "Revision 2: Prices", "Revision 1", "Draft of v2"]);
  expect(labels("revision:9").at(-1)).toBe("Revision 9");
});
