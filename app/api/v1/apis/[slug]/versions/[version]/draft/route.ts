import { handle } from "@/app/_server/handle.ts";
import { instance } from "@/app/_server/instance.ts";
import { getDraft, saveDraft } from "#lib/catalogue";
import { Draft, SaveDraft, VersionParams } from "#lib/catalogue/schema";

export const GET = handle(
  { summary: "Read a version's draft", area: "catalogue", params: VersionParams, answer: Draft },
  ({ ctx, params }) => getDraft(ctx, params),
);

export const PUT = handle(
  {
    summary: "Save a version's draft",
    area: "catalogue",
    params: VersionParams,
    body: SaveDraft,
    answer: Draft,
    resource: GET,
  },
  ({ ctx, params, body }) => saveDraft(ctx, params, { draft: body, sealingKey: instance().sealingKey }),
);
