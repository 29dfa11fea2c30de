import { handle } from "@/app/_server/handle.ts";
import { readSession } from "#lib/identity";

export const GET = handle({}, ({ ctx }) => readSession(ctx));
