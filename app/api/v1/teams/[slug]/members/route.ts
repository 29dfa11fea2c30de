import { handle } from "@/app/_server/handle.ts";
import { listMembers, MemberList, setMembership, SetMembership, TeamMember, TeamParams } from "#lib/identity";
import { pageOf } from "#lib/paging/schema";

export const GET = handle(
  {
    summary: "List a team's members",
    area: "people",
    params: TeamParams,
    query: MemberList.api,
    answer: pageOf(TeamMember),
  },
  ({ ctx, params, query }) => listMembers(ctx, { slug: params.slug, query }),
);

export const PUT = handle(
  {
    summary: "Add a member or change their role",
    area: "people",
    params: TeamParams,
    body: SetMembership,
    answer: TeamMember,
  },
  ({ ctx, params, body }) => setMembership(ctx, { slug: params.slug, ...body }),
);
