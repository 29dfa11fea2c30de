"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { routes } from "@/components/shell/routes.ts";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Pagination } from "@/components/ui/pagination.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { Table, Td, Th, THead, Tr } from "@/components/ui/table.tsx";
import type { FailingJob, JobQuery } from "#lib/publishing/schema";
import { jobsQuery } from "./queries.ts";
import { SearchField } from "./search-field.tsx";

/** Background work whose last attempt failed; kept current. */
export function JobsTable({ query }: { query: JobQuery }) {
  const { data, error } = useQuery(jobsQuery(query));
  return (
    <Card>
      <CardHeader
        title="Jobs"
        actions={<SearchField label="Task" q={query.q} href={(q) => routes.jobs({ ...query, q, page: 1 })} />}
      />
      {error ? <ProblemCallout error={error} /> : null}
      {data?.total === 0 ? (
        <EmptyState
          icon={CircleCheck}
          title={query.q ? "No failing job has this name." : "No job is failing."}
        />
      ) : (
        <Table label="Failing jobs" stacks>
          <THead>
            <Th>Task</Th>
            <Th>Attempts</Th>
            <Th>Next attempt</Th>
            <Th>Last error</Th>
            <Th>Failed</Th>
          </THead>
          <tbody>
            {data?.items.map((job) => (
              <JobRow key={job.id} job={job} />
            ))}
          </tbody>
        </Table>
      )}
      {data && data.total > 0 ? (
        <CardBody>
          <Pagination {...data} noun="failing jobs" href={(page) => routes.jobs({ ...query, page })} />
        </CardBody>
      ) : null}
    </Card>
  );
}

function JobRow({ job }: { job: FailingJob }) {
  return (
    <Tr>
      <Td className="font-mono text-xs">{job.task}</Td>
      <Td label="Attempts" className="tabular-nums">{`${job.attempts} of ${job.maxAttempts}`}</Td>
      <Td label="Next attempt">{job.nextRunAt ? <RelativeTime at={job.nextRunAt} /> : "Given up"}</Td>
      <Td label="Last error" className="max-w-md font-mono text-xs break-words whitespace-pre-wrap">
        {job.lastError}
      </Td>
      <Td label="Failed">
        <RelativeTime at={job.updatedAt} />
      </Td>
    </Tr>
  );
}
