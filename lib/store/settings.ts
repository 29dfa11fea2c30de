/** StoreOptions with every default filled. */
export interface StoreSettings {
  timeoutMs: number;
  reconcileMs: number;
  max: number;
}
