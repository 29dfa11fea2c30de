import type { ReaderAnswer, ReaderJob } from "./reader.ts";

/* The process of `inReader`: one job in, its result out. Only what the task needs is loaded. */
async function work(job: ReaderJob): Promise<unknown> {
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

async function answer(job: ReaderJob): Promise<ReaderAnswer> {
  try {
    return { result: await work(job) };
  } catch (error) {
    return { thrown: error };
  }
}

process.once("disconnect", () => process.exit());
process.once("message", (job: ReaderJob) => {
  void answer(job).then((told) => process.send?.(told));
});
