export * from "./schema.ts";
export { checkAddress, type EgressVerdict } from "./check-address.ts";
export {
  assertLiteral,
  EGRESS_REFUSED,
  EgressRefused,
  guardedConnect,
  guardedLookup,
  guardedOptions,
  isEgressRefused,
  type EgressGuard,
} from "./guard.ts";
