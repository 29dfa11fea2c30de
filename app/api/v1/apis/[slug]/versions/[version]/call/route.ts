import { handle } from "@/app/_server/handle.ts";
import { instance } from "@/app/_server/instance.ts";
import { VersionParams } from "#lib/catalogue/schema";
import { getCallSettings } from "#lib/reference";
import { CallQuery, CallSettings } from "#lib/reference/schema";

export const GET = handle(
  {
    summary: "Read how a version is called",
    area: "catalogue",
    params: VersionParams,
    query: CallQuery,
    answer: CallSettings,
  },
  ({ ctx, params, query }) => getCallSettings(ctx, { ...params, ...query }, instance().config.gateway),
);
