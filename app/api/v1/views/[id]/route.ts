import { handle } from "@/app/_server/handle.ts";
import { deleteView, getView, updateView } from "#lib/catalogue";
import { SavedViewDto, UpdateView, ViewParams } from "#lib/catalogue/schema";

export const GET = handle(
  { summary: "Read a view of the catalogue", area: "catalogue", params: ViewParams, answer: SavedViewDto },
  ({ ctx, params }) => getView(ctx, params),
);

export const PATCH = handle(
  {
    summary: "Change a view",
    area: "catalogue",
    params: ViewParams,
    body: UpdateView,
    answer: SavedViewDto,
    resource: GET,
  },
  ({ ctx, params, body }) => updateView(ctx, params, body),
);

export const DELETE = handle(
  { summary: "Delete a view", area: "catalogue", params: ViewParams, resource: GET },
  ({ ctx, params }) => deleteView(ctx, params),
);
