import { answerPreflight, corsHeaders } from "#lib/admission";
import type { ClientAnswer, ClientRequest } from "./front-message.ts";
import { sendProblem, stamp, type Stamp } from "./respond.ts";
import type { Gate } from "./gate.ts";

/** The method that a page asks about before it uses it (Fetch standard); undefined: the request is an ordinary one. */
export function preflightMethod(request: ClientRequest): string | undefined {
  if (request.method !== "OPTIONS" || request.header("origin") === undefined) return undefined;
  const asked = request.header("access-control-request-method");
  return asked !== undefined && /^[A-Za-z]{1,20}$/.test(asked) ? asked : undefined;
}

/** Answers for a version that has CORS settings: nobody is asked who they are, and no target is bothered. */
export function sendPreflight(
  cors: NonNullable<Gate["cors"]>,
  { request, response, method }: { request: ClientRequest; response: ClientAnswer; method: string },
  mark: Stamp,
): void {
  const origin = request.header("origin");
  const answer = answerPreflight(cors, { origin, method });
  if (!answer.ok) {
    const { status, detail } = answer.refusal;
    return sendProblem(response, { status, detail, headers: corsHeaders(cors, origin) }, mark);
  }
  const headers = [...answer.headers];
  stamp(headers, mark);
  response.writeHead(204, headers);
  response.end();
}
