export * from "./schema.ts";
export {
  guardedConnect,
  guardedOptions,
  isEgressRefused,
  literalRefusal,
  type EgressGuard,
} from "./guard.ts";
