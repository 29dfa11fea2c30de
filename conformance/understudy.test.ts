import { describe } from "vitest";
import { understudy } from "./adapters/understudy.ts";
import { AWAITED, CASES } from "./cases/index.ts";
import { conforms } from "./conforms.ts";

describe("the built-in gateway on PostgreSQL", async () => {
  const served = CASES.filter(({ id }) => !AWAITED.has(id));
  await conforms(understudy("postgres"), served);
});
