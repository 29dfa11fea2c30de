import { parentPort, workerData } from "node:worker_threads";
import type { ThreadJob } from "./in-thread.ts";

/* The thread of `inThread`: one text in, one inspection or one reference out. Only what the task needs is loaded. */
const { task, text } = workerData as ThreadJob;
parentPort?.postMessage(
  task === "inspect"
    ? await (await import("./inspect-text.ts")).inspectText(text)
    : (await import("./prepare-reference.ts")).prepareReference(text),
);
