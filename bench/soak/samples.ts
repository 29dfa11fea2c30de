import { descriptorsOf, memoryOf, type GatewayProcess } from "../installed-gateway.ts";
import type { MemorySample } from "./memory-series.ts";

export interface GatewaySamples {
  node: string;
  memory: MemorySample[];
  fdsStart: number;
  fdsEnd: number;
}

const EVERY_MS = 1_000;

/** Looks at the gateways' processes once a second. */
export class Samples {
  readonly #gateways: readonly GatewayProcess[];
  readonly #series: GatewaySamples[];
  #timer: NodeJS.Timeout | undefined;
  #startedAt = 0;
  #fail: (error: Error) => void = () => {};
  /** Rejects when a gateway cannot be looked at any more: it ended. */
  readonly failure: Promise<never>;

  constructor(gateways: readonly GatewayProcess[]) {
    this.#gateways = gateways;
    this.#series = gateways.map(({ node }) => ({ node, memory: [], fdsStart: 0, fdsEnd: 0 }));
    this.failure = new Promise((_, reject) => {
      this.#fail = reject;
    });
    this.failure.catch(() => undefined);
  }

  async begin(): Promise<void> {
    this.#startedAt = performance.now();
    for (const [at, { pid }] of this.#gateways.entries()) this.#of(at).fdsStart = descriptorsOf(pid);
    this.#timer = setInterval(() => {
      this.#look().catch((error: unknown) => this.#fail(error as Error));
    }, EVERY_MS);
  }

  #of(at: number): GatewaySamples {
    return this.#series[at] as GatewaySamples;
  }

  async #look(): Promise<void> {
    const atS = Math.round((performance.now() - this.#startedAt) / 1000);
    for (const [at, gateway] of this.#gateways.entries()) {
      const heapMb = await heapOf(gateway);
      this.#of(at).memory.push({ atS, rssMb: memoryOf(gateway.pid).rssMb, heapMb });
    }
  }

  async end(): Promise<GatewaySamples[]> {
    clearInterval(this.#timer);
    for (const [at, { pid }] of this.#gateways.entries()) this.#of(at).fdsEnd = descriptorsOf(pid);
    return this.#series;
  }
}

async function heapOf({ adminUrl }: GatewayProcess): Promise<number> {
  const response = await fetch(`${adminUrl}/metrics`, { signal: AbortSignal.timeout(10_000) });
  const text = await response.text();
  const bytes = /^understudy_gateway_nodejs_heap_size_used_bytes (\S+)$/m.exec(text)?.[1];
  return Math.round(Number(bytes) / 1e5) / 10;
}
