import { handle } from "@/app/_server/handle.ts";
import { restoreRevision } from "#lib/catalogue";
import { Draft, RestoreRevision, VersionParams } from "#lib/catalogue/schema";

export const POST = handle(
  {
    summary: "Restore a revision into the draft",
    area: "catalogue",
    params: VersionParams,
    body: RestoreRevision,
    answer: Draft,
  },
  ({ ctx, params, body }) => restoreRevision(ctx, params, body),
);
