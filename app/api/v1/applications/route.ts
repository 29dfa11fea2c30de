import { handle } from "@/app/_server/handle.ts";
import { createApplication, listApplications } from "#lib/consumers";
import {
  ApplicationDetail,
  ApplicationList,
  ApplicationSummary,
  CreateApplication,
} from "#lib/consumers/schema";
import { pageOf } from "#lib/paging/schema";

export const GET = handle(
  {
    summary: "List applications",
    area: "consumers",
    query: ApplicationList.api,
    answer: pageOf(ApplicationSummary),
  },
  ({ ctx, query }) => listApplications(ctx, query),
);

export const POST = handle(
  {
    summary: "Create an application",
    area: "consumers",
    body: CreateApplication,
    status: 201,
    answer: ApplicationDetail,
  },
  ({ ctx, body }) => createApplication(ctx, body),
);
