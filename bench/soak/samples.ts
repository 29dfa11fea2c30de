import { descriptorsOf, memoryOf, type GatewayProcess } from "../installed-gateway.ts";
import type { MemorySample } from "./memory-series.ts";

export interface GatewaySamples {
  node: string;
  memory: MemorySample[];
  fdsStart: number;
  fdsEnd: number;
}

const EVERY_MS = 1_000;
const MISSED_MAX = 10;

/** Looks at the gateways' processes once a second. */
export class Samples {
  readonly #gateways: readonly GatewayProcess[];
  readonly #series: GatewaySamples[];
  #timer: NodeJS.Timeout | undefined;
  #startedAt = 0;
  #fail: (error: Error) => void = () => {};
  /** Looks in a row that came to nothing. */
  #missed = 0;
  /** Rejects when a gateway cannot be looked at any more: it ended, or does not answer. */
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
      this.#look().then(
        () => (this.#missed = 0),
        (error: unknown) => this.#miss(error),
      );
    }, EVERY_MS);
  }

  /** One connection that was lost says nothing yet: the admin server closes those that are idle. A process that is gone does. */
  #miss(cause: unknown): void {
    const gone = this.#gateways.filter(({ pid }) => !isRunning(pid));
    const what = gone.length > 0 ? `${gone.map(({ node }) => node).join(", ")} ended` : "no gateway answers";
    if (gone.length > 0 || ++this.#missed >= MISSED_MAX) this.#fail(new Error(what, { cause }));
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

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
