import type { RouteBody } from "#lib/routing/schema";
import type { LiveRoute } from "./live-route.ts";

/** What the router finds: a route in force, or one that is prepared when it is first asked for. */
export class RouteSlot {
  #route: LiveRoute | undefined;
  readonly #prepare: ((slot: RouteSlot) => LiveRoute | undefined) | undefined;
  readonly key: string;
  /** Active checks run for it whether somebody asks for it or not. */
  readonly isChecked: boolean;

  constructor(
    key: string,
    isChecked: boolean,
    source: LiveRoute | ((slot: RouteSlot) => LiveRoute | undefined),
  ) {
    this.key = key;
    this.isChecked = isChecked;
    if (typeof source === "function") this.#prepare = source;
    else this.#route = source;
  }

  /** The route, if somebody needed it before. */
  get prepared(): LiveRoute | undefined {
    return this.#route;
  }

  /** Undefined when it turns out that it cannot be served. */
  live(): LiveRoute | undefined {
    return (this.#route ??= this.#prepare?.(this));
  }
}

/** Whether checks of its targets run while it is served. */
export function hasActiveChecks({ fallback }: RouteBody): boolean {
  return fallback.chain.some((target) => "health" in target && target.health?.active !== undefined);
}
