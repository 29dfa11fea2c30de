import { describeStoreContract } from "./contract.ts";
import { memoryBackend } from "./memory-store.ts";

const backend = memoryBackend();

describeStoreContract("memory", {
  open: () => backend.open(),
  interrupt: async () => {
    backend.outage();
    backend.recover();
  },
  outage: async () => backend.outage(),
  recover: async () => backend.recover(),
  wipe: async (environment) => backend.wipe(environment),
});
