import { documentsTarget } from "./documents.ts";
import { frontTarget } from "./front.ts";
import { http2Target } from "./http2.ts";
import type { FuzzTarget } from "./target.ts";
import { upstreamTarget } from "./upstream.ts";

export const TARGETS: Record<string, () => Promise<FuzzTarget>> = {
  documents: async () => documentsTarget() as FuzzTarget,
  front: async () => (await frontTarget()) as FuzzTarget,
  http2: async () => (await http2Target()) as FuzzTarget,
  upstream: async () => (await upstreamTarget()) as FuzzTarget,
};
