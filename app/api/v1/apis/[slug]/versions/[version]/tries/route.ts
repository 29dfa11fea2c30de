import { handle } from "@/app/_server/handle.ts";
import { instance } from "@/app/_server/instance.ts";
import { VersionParams } from "#lib/catalogue/schema";
import { tryOperation } from "#lib/reference";
import { TRY_INPUT_MAX_BYTES, TryAnswer, TryRequest } from "#lib/reference/schema";

export const POST = handle(
  {
    summary: "Send a request through a gateway",
    area: "catalogue",
    params: VersionParams,
    body: TryRequest,
    bodyMaxBytes: TRY_INPUT_MAX_BYTES,
    answer: TryAnswer,
  },
  ({ ctx, params, body, request }) =>
    tryOperation(ctx, params, { request: body, own: instance().config.gateway, signal: request.signal }),
);
