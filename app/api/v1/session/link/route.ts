import { z } from "zod";
import { handle } from "@/app/_server/handle.ts";
import { setPasswordByLink, UseLink } from "#lib/identity";

export const POST = handle(
  {
    summary: "Set a password by a one-time link",
    area: "account",
    body: UseLink,
    actor: "none",
    answer: z.object({ email: z.string() }),
  },
  ({ ctx, body }) => setPasswordByLink(ctx, body),
);
