import { handle } from "@/app/_server/handle.ts";
import { previewDocument } from "#lib/publishing";
import { PreviewVersion, VersionParams } from "#lib/publishing/schema";

export const POST = handle({ params: VersionParams, body: PreviewVersion }, ({ ctx, params, body }) =>
  previewDocument(ctx, params, body),
);
