import { handle } from "@/app/_server/handle.ts";
import { pageOf } from "#lib/paging/schema";
import { listWaivers, WaiverDto, WaiverList } from "#lib/rules";

export const GET = handle(
  { summary: "List waivers", area: "governance", query: WaiverList.api, answer: pageOf(WaiverDto) },
  ({ ctx, query }) => listWaivers(ctx, query),
);
