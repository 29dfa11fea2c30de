import { enableCompileCache, flushCompileCache } from "node:module";
import { join } from "node:path";

// What one start compiles the next finds compiled. Beside the modules: who can write there could change them as well.
enableCompileCache(join(import.meta.dirname, "../node_modules/.cache/node"));
await import("./process.ts");
// A gateway that is killed would leave nothing to the next.
flushCompileCache();
