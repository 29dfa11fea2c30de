import { handle } from "@/app/_server/handle.ts";
import { listEnvironments } from "#lib/catalogue";

export const GET = handle({}, ({ ctx }) => listEnvironments(ctx));
