import { handle } from "@/app/_server/handle.ts";
import { listPublications, publish, unpublish } from "#lib/publishing";
import { PublicationList, RequestPublication, VersionParams } from "#lib/publishing/schema";

export const GET = handle({ params: VersionParams, query: PublicationList.api }, ({ ctx, params, query }) =>
  listPublications(ctx, params, query),
);

export const POST = handle(
  { params: VersionParams, body: RequestPublication, status: 202 },
  ({ ctx, params, body }) =>
    body.action === "publish" ? publish(ctx, params, body) : unpublish(ctx, params, body),
);
