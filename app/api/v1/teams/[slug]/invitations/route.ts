import { handle } from "@/app/_server/handle.ts";
import {
  CreatedInvitation,
  createInvitation,
  CreateInvitation,
  Invitation,
  InvitationList,
  listInvitations,
  TeamParams,
} from "#lib/identity";
import { pageOf } from "#lib/paging/schema";

export const GET = handle(
  {
    summary: "List a team's invitations",
    area: "people",
    params: TeamParams,
    query: InvitationList.api,
    answer: pageOf(Invitation),
  },
  ({ ctx, params, query }) => listInvitations(ctx, { slug: params.slug, query }),
);

export const POST = handle(
  {
    summary: "Invite somebody into a team",
    area: "people",
    params: TeamParams,
    body: CreateInvitation,
    status: 201,
    answer: CreatedInvitation,
  },
  ({ ctx, params, body }) => createInvitation(ctx, { slug: params.slug, ...body }),
);
