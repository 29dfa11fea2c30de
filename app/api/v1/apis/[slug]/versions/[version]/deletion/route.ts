import { handle } from "@/app/_server/handle.ts";
import { getDeletion } from "#lib/versions";
import { VersionDeletion, VersionLifeParams } from "#lib/versions/schema";

export const GET = handle(
  {
    summary: "Read what the deletion of a version takes away",
    area: "catalogue",
    params: VersionLifeParams,
    answer: VersionDeletion,
  },
  ({ ctx, params }) => getDeletion(ctx, params),
);
