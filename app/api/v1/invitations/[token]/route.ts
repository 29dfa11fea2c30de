import { z } from "zod";
import { handle } from "@/app/_server/handle.ts";
import { acceptInvitation, InvitationTokenParams, OfferedMembership, readInvitation } from "#lib/identity";

export const GET = handle(
  { summary: "Read an invitation", area: "people", params: InvitationTokenParams, answer: OfferedMembership },
  ({ ctx, params }) => readInvitation(ctx, params.token),
);

export const POST = handle(
  {
    summary: "Accept an invitation",
    area: "people",
    actor: "session",
    params: InvitationTokenParams,
    answer: z.object({ team: z.string().describe("The slug of the team that was joined.") }),
  },
  ({ ctx, params }) => acceptInvitation(ctx, params.token),
);
