import { handle } from "@/app/_server/handle.ts";
import { listPublications, requestPublication } from "#lib/publishing";
import {
  PublicationDto,
  PublicationList,
  PublicationSummary,
  RequestPublication,
  VersionParams,
} from "#lib/publishing/schema";
import { pageOf } from "#lib/paging/schema";

export const GET = handle(
  {
    summary: "List a version's publications",
    area: "publishing",
    params: VersionParams,
    query: PublicationList.api,
    answer: pageOf(PublicationSummary),
  },
  ({ ctx, params, query }) => listPublications(ctx, params, query),
);

export const POST = handle(
  {
    summary: "Publish, roll back, promote or unpublish a version",
    area: "publishing",
    params: VersionParams,
    body: RequestPublication,
    status: 202,
    answer: PublicationDto,
  },
  ({ ctx, params, body }) => requestPublication(ctx, params, body),
);
