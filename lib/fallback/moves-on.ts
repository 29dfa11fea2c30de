import type { CompiledNetwork } from "./compile-chain.ts";
import type { ResponseEvent } from "./outcome.ts";

/** Whether a response is a failure that moves the request on, by its status or one of its headers, rather than an answer. */
export function movesOn(target: CompiledNetwork, event: ResponseEvent): boolean {
  return target.failStatus[event.status] === 1 || triggerHeader(target, event) !== undefined;
}

/** The name of the header of a response that moves the request on. */
export function triggerHeader(target: CompiledNetwork, event: ResponseEvent): string | undefined {
  for (const { name, equals } of target.headerTriggers) {
    const value = event.header?.(name);
    if (value !== undefined && (equals === undefined || value === equals)) return name;
  }
  return undefined;
}
