/** A gateway's word on a change that was written for it. */
export interface ReceiptDto {
  node: string;
  /** From the request to the acknowledgement, ms. */
  elapsedMs: number;
  rejected: boolean;
  /** Why it was rejected. */
  reason: string | null;
  /** The gateway started after the request: its time says nothing about propagation. */
  joinedLater: boolean;
}

/** How far a change has come on its way through the shared store to the gateways. Times in ms since the request; null = not yet. */
export interface Delivery {
  storeRevision: number | null;
  writtenMs: number | null;
  /** When the last of the expected gateways applied it; null while one is missing. */
  appliedMs: number | null;
  applied: number;
  rejected: number;
  /** Connected gateways, and those that answered: the n of k/n. */
  expected: number;
  receipts: ReceiptDto[];
  /** Connected, not answered yet. */
  waiting: string[];
  /** Known, but not connected now: they apply it when they return. */
  notConnected: string[];
  /** Why it is not written yet. */
  error: string | null;
}
