export * from "./schema.ts";
export {
  assertLiteral,
  guardedConnect,
  guardedLookup,
  guardedOptions,
  isEgressRefused,
  type EgressGuard,
} from "./guard.ts";
