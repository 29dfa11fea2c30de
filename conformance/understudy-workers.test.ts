import { describe } from "vitest";
import { understudy } from "./adapters/understudy.ts";
import { CASES } from "./cases/index.ts";
import { conforms } from "./conforms.ts";

/** What several processes could do otherwise than one: tunnels and calls that end at one of them, order, and limits. */
const OTHERWISE = new Set(["c16", "c21", "c23", "c27"]);

describe("the built-in gateway in several processes", async () => {
  await conforms(
    understudy({ workers: 2 }),
    CASES.filter(({ id }) => OTHERWISE.has(id)),
  );
});
