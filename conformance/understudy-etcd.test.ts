import { describeWithEtcd } from "#lib/testing";
import { understudy } from "./adapters/understudy.ts";
import { CASES } from "./cases/index.ts";
import { conforms } from "./conforms.ts";

/** Cases in which the store has a part. */
const ON_STORE = new Set(["c18", "c19", "c20", "c24"]);

describeWithEtcd("the built-in gateway on etcd", async () => {
  const cases = CASES.filter(({ id }) => ON_STORE.has(id));
  await conforms(understudy({ driver: "etcd" }), cases);
});
