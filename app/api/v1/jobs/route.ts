import { handle } from "@/app/_server/handle.ts";
import { listFailingJobs } from "#lib/publishing";
import { FailingJob, JobList } from "#lib/publishing/schema";
import { pageOf } from "#lib/paging/schema";

export const GET = handle(
  {
    summary: "List failing background jobs",
    area: "platform",
    query: JobList.api,
    answer: pageOf(FailingJob),
  },
  ({ ctx, query }) => listFailingJobs(ctx, query),
);
