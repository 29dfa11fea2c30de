export {
  admit,
  type Admission,
  type AdmittingVersion,
  type Caller,
  type KnownApplication,
  type KnownCredential,
  type SubscriptionState,
} from "./admit.ts";
export { answerPreflight, corsHeaders, prepareCors, type Cors } from "./cors.ts";
export {
  bringForward,
  newMeter,
  periodOf,
  prepareLimits,
  rateLimitField,
  retryAfterS,
  takeFrom,
  type Limits,
  type Meter,
  type Taken,
} from "./meter.ts";
export {
  dropKeys,
  hasKeyInQuery,
  takeCredential,
  type Presented,
  type TakenCredentials,
} from "./presented.ts";
export { invalidCredential, type Refusal, type RefusalReason } from "./refusal.ts";
