export * from "./schema.ts";
export { requestPublication } from "./request-publication.ts";
export { publish } from "./publish.ts";
export { rollBack } from "./roll-back.ts";
export { promote } from "./promote.ts";
export { unpublish } from "./unpublish.ts";
export { republish } from "./republish.ts";
export { pinTarget } from "./pin-target.ts";
export { takeOrder } from "./take-order.ts";
export { getOrder } from "./get-order.ts";
export { listOrders } from "./list-orders.ts";
export { ordersBetween, publicationsBetween } from "./between.ts";
export { readControl } from "./read-control.ts";
export { endLostPins, expirePins } from "./end-orders.ts";
export {
  listWrittenControls,
  markControlsWritten,
  readPendingControls,
  recordOrdersWaiting,
  type WantedControls,
} from "./pending-controls.ts";
export { getPublication } from "./get-publication.ts";
export { listPublications } from "./list-publications.ts";
export { listRevisions } from "./list-revisions.ts";
export { compareRevisions } from "./compare-revisions.ts";
export { listChangelog } from "./list-changelog.ts";
export { DESCRIBE_TASK, describeRevisions } from "./describe-revisions.ts";
export { compareStates } from "./compare-states.ts";
export { compareText } from "./compare-text.ts";
export { compareContracts } from "./compare-contracts.ts";
export { findGrounds, readNeeds } from "./approval.ts";
export { readAuthors } from "./read-authors.ts";
export { readConsequences } from "./consequences.ts";
export { reviewFacts } from "./review-facts.ts";
export { draftDigest, readDraft } from "./draft.ts";
export { previewDocument } from "./preview-document.ts";
export { listGateways } from "./list-gateways.ts";
export { listFailingJobs } from "./list-failing-jobs.ts";
export { overview } from "./overview.ts";
export { listEnvironments, readEnvironment, type EnvironmentState } from "./environments.ts";
export { noteDependencies } from "./dependencies.ts";
export { requeueDependents } from "./requeue-dependents.ts";
export { listDependents } from "./list-dependents.ts";
export { listChains } from "./list-chains.ts";
export { listParts } from "./list-parts.ts";
export { compileDeployment, readPending, type PendingDeployment, type WantedDocument } from "./pending.ts";
export { markWritten } from "./mark-written.ts";
export { recordFailure, recordStoreProblem, recordWaiting } from "./record-failure.ts";
export { recordReceipts, type Acknowledgement } from "./record-receipts.ts";
export { markGatewayLost, markOthersLost, saveGateway } from "./gateway-status.ts";
export { resealSecrets } from "./reseal-secrets.ts";
export { deliveryOf } from "./delivery.ts";
export { countKnown, listWritten, restoreStore, type WrittenDocument } from "./restore-store.ts";
export { adoptEnded, listEnded, markEndedWritten, readPendingEnded } from "./ended-documents.ts";
export { markEgressWritten, readEgressBody } from "./egress-document.ts";
export { compileVersion } from "./compile-version.ts";
export { readContent } from "./content.ts";
