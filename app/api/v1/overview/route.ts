import { handle } from "@/app/_server/handle.ts";
import { overview } from "#lib/publishing";

export const GET = handle({}, ({ ctx }) => overview(ctx));
