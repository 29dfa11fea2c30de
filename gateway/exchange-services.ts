import type { Decision, ServeResult } from "#lib/fallback";
import type { Alarms } from "./alarms.ts";
import type { Clock } from "./clock.ts";
import type { AttemptFailure, Forward } from "./forward.ts";
import type { ClientAnswer, ClientRequest } from "./front-message.ts";
import type { Admitted } from "./gatekeeper.ts";
import type { LiveRoute } from "./live-route.ts";
import type { ClientHeaders } from "./request-headers.ts";
import type { StaleStore } from "./stale-store.ts";
import type { Upgrade } from "./websocket-upgrade.ts";

/** What a finished request was, for telemetry and metrics. */
export interface Served {
  route: LiveRoute;
  decision: Decision;
  /** Id of the target that answered; "" when the gateway itself did. */
  target: string;
  status: number;
  result: ServeResult;
  elapsedMs: number;
  atMs: number;
  /** Id of the application that called; "" where nobody said who they are. */
  application: string;
  /** `GET /orders/{orderId}`; "" where none is known. */
  operation: string;
}

/** What every exchange of a gateway shares. */
export interface ExchangeServices {
  clock: Clock;
  alarms: Alarms;
  forward: Forward;
  stale: StaleStore;
  /** Set while the gateway drains. */
  draining: boolean;
  served(served: Served): void;
  /** A committed answer broke off. */
  cut(route: LiveRoute, failure: AttemptFailure): void;
}

/** A routed request. */
export interface ExchangeRequest {
  request: ClientRequest;
  response: ClientAnswer;
  route: LiveRoute;
  client: ClientHeaders;
  path: string;
  /** Of the matched route; the path begins with it. */
  prefix: string;
  /** The path after the route's prefix, where the route takes that off. */
  rest: string;
  query: string;
  /** What it asks for is a WebSocket. */
  upgrade: Upgrade | undefined;
  /** When it came; set anew where it had to wait to be let in. */
  atMs: number;
  /** Of a version that asks who is calling. */
  admitted: Admitted | undefined;
}
