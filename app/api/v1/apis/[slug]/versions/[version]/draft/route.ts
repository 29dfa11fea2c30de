import { handle } from "@/app/_server/handle.ts";
import { instance } from "@/app/_server/instance.ts";
import { getDraft, saveDraft } from "#lib/catalogue";
import { SaveDraft, VersionParams } from "#lib/catalogue/schema";

export const GET = handle({ params: VersionParams }, ({ ctx, params }) => getDraft(ctx, params));

export const PUT = handle({ params: VersionParams, body: SaveDraft }, ({ ctx, params, body }) =>
  saveDraft(ctx, params, { draft: body, sealingKey: instance().sealingKey }),
);
