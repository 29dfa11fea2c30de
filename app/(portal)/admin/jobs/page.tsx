import type { Metadata } from "next";
import { orNotFound, pageCtx } from "@/app/_server/page-ctx.ts";
import { JobsTable } from "@/components/admin/jobs-table.tsx";
import { jobsQuery } from "@/components/admin/queries.ts";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { listFailingJobs } from "#lib/publishing";
import { JobList } from "#lib/publishing/schema";

export const metadata: Metadata = { title: "Failing jobs" };

export default async function JobsPage({ searchParams }: PageProps<"/admin/jobs">) {
  const ctx = await pageCtx();
  const query = JobList.url.parse(await searchParams);
  const client = createQueryClient();
  client.setQueryData(jobsQuery(query).queryKey, await orNotFound(listFailingJobs(ctx, query)));
  return (
    <Prefetched client={client}>
      <PageHeader
        title="Failing jobs"
        description="Background work whose last attempt failed. It is tried again by itself, later each time."
      />
      <JobsTable query={query} />
    </Prefetched>
  );
}
