import { z } from "zod";
import { handle } from "@/app/_server/handle.ts";
import { findPeople, FindPeople, FoundPerson } from "#lib/identity";

export const GET = handle(
  {
    summary: "Find people by name or address",
    area: "people",
    query: FindPeople,
    answer: z.array(FoundPerson),
  },
  ({ ctx, query }) => findPeople(ctx, query),
);
