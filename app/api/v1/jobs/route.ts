import { handle } from "@/app/_server/handle.ts";
import { listFailingJobs } from "#lib/publishing";
import { JobList } from "#lib/publishing/schema";

export const GET = handle({ query: JobList.api }, ({ ctx, query }) => listFailingJobs(ctx, query));
