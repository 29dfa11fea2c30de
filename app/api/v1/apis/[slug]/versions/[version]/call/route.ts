import { handle } from "@/app/_server/handle.ts";
import { instance } from "@/app/_server/instance.ts";
import { VersionParams } from "#lib/catalogue/schema";
import { getCallSettings } from "#lib/reference";
import { CallQuery } from "#lib/reference/schema";

export const GET = handle({ params: VersionParams, query: CallQuery }, ({ ctx, params, query }) =>
  getCallSettings(ctx, { ...params, ...query }, instance().config.gateway),
);
