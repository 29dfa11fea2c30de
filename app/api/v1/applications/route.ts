import { handle } from "@/app/_server/handle.ts";
import { createApplication, listApplications } from "#lib/consumers";
import { ApplicationList, CreateApplication } from "#lib/consumers/schema";

export const GET = handle({ query: ApplicationList.api }, ({ ctx, query }) => listApplications(ctx, query));

export const POST = handle({ body: CreateApplication, status: 201 }, ({ ctx, body }) =>
  createApplication(ctx, body),
);
