import type { Actor } from "#lib/access";
import { createToken } from "#lib/identity";
import type { TestDatabase } from "#lib/testing";
import type { Handler } from "./contract.ts";

export const PORTAL = "https://portal.example.com";

export interface Answer {
  status: number;
  json: {
    id?: string;
    etag?: number;
    state?: string;
    publishError?: string;
    issues?: { message: string }[];
    revision?: number;
    items?: { id?: string; wentLive?: object[] }[];
    allowed?: object;
  };
}

export type Person = (handler: Handler, params: object, body?: object) => Promise<Answer>;

/** Somebody with a token, who calls the routes as a pipeline does. */
export async function personWith({ ctx }: TestDatabase, actor: Actor): Promise<Person> {
  const areas = ["catalogue", "publishing", "governance"] as const;
  const scopes = areas.flatMap((area) => [`${area}:read`, `${area}:write`] as const);
  const made = await createToken(ctx(actor), { name: "Test", scopes, expiresInDays: 1 });
  return async (handler, params, body) => {
    const headers = { authorization: `Bearer ${made.secret}`, "content-type": "application/json" };
    const sent = body ? { method: "POST", body: JSON.stringify(body) } : {};
    const request = new Request(`${PORTAL}/api/v1/x`, { headers, ...sent });
    const response = await handler(request, { params: Promise.resolve(params) });
    return { status: response.status, json: (await response.json()) as Answer["json"] };
  };
}

/** What a test sets up has to work. */
export function took(answer: Answer, status: number): Answer["json"] {
  if (answer.status === status) return answer.json;
  throw new Error(`${answer.status} instead of ${status}: ${JSON.stringify(answer.json)}`);
}
