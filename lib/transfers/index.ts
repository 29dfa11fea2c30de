export * from "./schema.ts";
export { requestTransfer } from "./request-transfer.ts";
export { decideTransfer } from "./decide-transfer.ts";
export { listTransfers, readTransfer } from "./read-transfers.ts";
