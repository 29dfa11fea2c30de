export * from "./schema.ts";
export {
  assertLiteral,
  guardedConnect,
  guardedLookup,
  guardedOptions,
  isEgressRefused,
  literalRefusal,
  type EgressGuard,
} from "./guard.ts";
