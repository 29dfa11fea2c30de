import { loadSigningKey, signDocument } from "#lib/signing";
import { openStore } from "#lib/store";
import { DocumentBody } from "#lib/routing/schema";
import { z } from "zod";

/*
 * A writer in a process of its own, to be killed: takes an order on its standard input, says `ready` before it writes, and
 * ends with 0 when all of it is in the store.
 */
const Order = z.strictObject({
  storeUrl: z.string(),
  environment: z.string(),
  privateKey: z.string(),
  bodies: z.record(z.string(), DocumentBody),
});

let text = "";
for await (const chunk of process.stdin) text += String(chunk);
const { storeUrl, environment, privateKey, bodies } = Order.parse(JSON.parse(text));
const store = openStore(storeUrl);
const { storeRevision: expectedRevision } = await store.read(environment);
const storeRevision = expectedRevision + 1;
const key = loadSigningKey(privateKey);
const puts = Object.entries(bodies).map(([name, body]) => ({
  key: name,
  value: JSON.stringify(signDocument({ key: name, storeRevision, body }, key)),
}));
process.stdout.write("ready\n");
await store.commit(environment, { expectedRevision, storeRevision, puts });
await store.close();
