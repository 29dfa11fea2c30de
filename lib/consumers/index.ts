export * from "./schema.ts";
export { getApplication, listApplications } from "./read-applications.ts";
export { createApplication, deleteApplication, updateApplication } from "./change-applications.ts";
export { createPlan, deletePlan, getPlan, listPlans, updatePlan } from "./plans.ts";
export { subscribe } from "./subscribe.ts";
export { moveSubscription } from "./move-subscription.ts";
export {
  getSubscription,
  listApplicationSubscriptions,
  listRequests,
  listSubscribers,
  readReach,
} from "./read-subscriptions.ts";
export { getKey, listKeys } from "./read-keys.ts";
export { createKey, revokeKey, rotateKey } from "./change-keys.ts";
export {
  createTrialKey,
  isTrialApplication,
  isTrialKeyReady,
  listTrialApplications,
  type TrialKey,
} from "./trial-key.ts";
export {
  listWrittenAccess,
  markAccessWritten,
  readPendingAccess,
  recordAccessWaiting,
  type WantedAccess,
} from "./pending-access.ts";
export { notifyExpiringKeys } from "./notify-expiring-keys.ts";
export { trimAccessChanges } from "./trim-access-changes.ts";
export { trimTrialKeys } from "./trim-trial-keys.ts";
export { reassignApplication } from "./reassign-application.ts";
