import { handle } from "@/app/_server/handle.ts";
import { listMembers, MemberList, setMembership, SetMembership, TeamParams } from "#lib/identity";

export const GET = handle({ params: TeamParams, query: MemberList.api }, ({ ctx, params, query }) =>
  listMembers(ctx, { slug: params.slug, query }),
);

export const PUT = handle({ params: TeamParams, body: SetMembership }, ({ ctx, params, body }) =>
  setMembership(ctx, { slug: params.slug, ...body }),
);
