import { handle } from "@/app/_server/handle.ts";
import { listPublications, publish, unpublish } from "#lib/publishing";
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
    summary: "Publish or unpublish a version",
    area: "publishing",
    params: VersionParams,
    body: RequestPublication,
    status: 202,
    answer: PublicationDto,
  },
  ({ ctx, params, body }) =>
    body.action === "publish" ? publish(ctx, params, body) : unpublish(ctx, params, body),
);
