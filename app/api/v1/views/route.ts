import { handle } from "@/app/_server/handle.ts";
import { createView, listViews } from "#lib/catalogue";
import { SavedViewDto, SaveView, ViewList } from "#lib/catalogue/schema";
import { pageOf } from "#lib/paging/schema";

export const GET = handle(
  {
    summary: "List your views of the catalogue",
    area: "catalogue",
    query: ViewList.api,
    answer: pageOf(SavedViewDto),
  },
  ({ ctx, query }) => listViews(ctx, query),
);

export const POST = handle(
  {
    summary: "Keep a view of the catalogue",
    area: "catalogue",
    body: SaveView,
    status: 201,
    answer: SavedViewDto,
  },
  ({ ctx, body }) => createView(ctx, body),
);
