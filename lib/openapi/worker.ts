import { parentPort, workerData } from "node:worker_threads";
import type { ThreadJob } from "./in-thread.ts";

/* The thread of `inThread`: one job in, its result out. Only what the task needs is loaded. */
async function work(job: ThreadJob): Promise<unknown> {
  switch (job.task) {
    case "inspect":
      return (await import("./inspect-text.ts")).inspectText(job.text);
    case "reference":
      return (await import("./prepare-reference.ts")).prepareReference(job.text);
    case "rule-facts":
      return (await import("./read-rule-facts.ts")).readRuleFacts(job.text);
    case "compare":
      return (await import("./compare-parsed.ts")).compareParsed(job);
    case "stand-in":
      return (await import("./compare-parsed.ts")).standInParsed(job);
    case "diff":
      return (await import("./unified-diff.ts")).unifiedDiff(job.files);
    case "style":
      return (await import("./lint-parsed.ts")).lintParsed(job);
  }
}

parentPort?.postMessage(await work(workerData as ThreadJob));
