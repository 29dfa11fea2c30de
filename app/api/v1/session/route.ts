import { handle } from "@/app/_server/handle.ts";
import { readSession, SessionUser } from "#lib/identity";

export const GET = handle(
  { summary: "Read who is asking", area: "account", answer: SessionUser },
  ({ ctx }) => readSession(ctx),
);
