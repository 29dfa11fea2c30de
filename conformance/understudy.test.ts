import { describe } from "vitest";
import { understudy } from "./adapters/understudy.ts";
import { CASES } from "./cases/index.ts";
import { conforms } from "./conforms.ts";

describe("the built-in gateway on PostgreSQL", async () => {
  await conforms(understudy(), CASES);
});
