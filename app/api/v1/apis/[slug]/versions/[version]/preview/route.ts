import { handle } from "@/app/_server/handle.ts";
import { previewDocument } from "#lib/publishing";
import { Preview, PreviewVersion, VersionParams } from "#lib/publishing/schema";

export const POST = handle(
  {
    summary: "Preview a publication",
    area: "publishing",
    params: VersionParams,
    body: PreviewVersion,
    answer: Preview,
    access: "read",
  },
  ({ ctx, params, body }) => previewDocument(ctx, params, body),
);
