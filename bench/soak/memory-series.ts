/** What was seen of one process at a time, in MB. */
export interface MemorySample {
  atS: number;
  rssMb: number;
  heapMb: number;
}

export interface MemoryTrend {
  /** Per window the least that was seen: what is left after a garbage collection. */
  minima: MemorySample[];
  /** The least of the first and of the last third. */
  start: { rssMb: number; heapMb: number };
  end: { rssMb: number; heapMb: number };
  /** Of the heap's minima, by least squares. */
  heapSlopeMbPerHour: number;
  /** The highest of the resident minima before the last third, and in it. What is given back and taken again rises no higher. */
  rssPeakMb: { before: number; after: number };
}

/** The trend of the samples from `fromS` on, in at least `MIN_WINDOWS` windows. Undefined when there are too few. */
export function trendOf(samples: readonly MemorySample[], fromS: number): MemoryTrend | undefined {
  const used = samples.filter(({ atS }) => atS >= fromS);
  const spanS = (used.at(-1)?.atS ?? 0) - fromS;
  const windowS = Math.max(MIN_WINDOW_S, Math.min(MAX_WINDOW_S, spanS / MIN_WINDOWS));
  const minima: MemorySample[] = [];
  for (let from = fromS; from + windowS <= fromS + spanS + 1; from += windowS) {
    const within = used.filter(({ atS }) => atS >= from && atS < from + windowS);
    if (within.length > 0) minima.push(leastOf(within, from + windowS));
  }
  if (minima.length < 3) return undefined;
  const third = Math.ceil(minima.length / 3);
  return {
    minima,
    start: leastMb(minima.slice(0, third)),
    end: leastMb(minima.slice(-third)),
    heapSlopeMbPerHour: slopeOf(minima),
    rssPeakMb: { before: peakMb(minima.slice(0, -third)), after: peakMb(minima.slice(-third)) },
  };
}

const MIN_WINDOWS = 9;
const MIN_WINDOW_S = 5;
const MAX_WINDOW_S = 180;

function leastOf(samples: readonly MemorySample[], atS: number): MemorySample {
  const rssMb = Math.min(...samples.map((sample) => sample.rssMb));
  const heapMb = Math.min(...samples.map((sample) => sample.heapMb));
  return { atS: Math.round(atS), rssMb, heapMb };
}

function leastMb(samples: readonly MemorySample[]): { rssMb: number; heapMb: number } {
  const { rssMb, heapMb } = leastOf(samples, 0);
  return { rssMb, heapMb };
}

function peakMb(samples: readonly MemorySample[]): number {
  return Math.max(...samples.map(({ rssMb }) => rssMb));
}

function slopeOf(samples: readonly MemorySample[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanS = mean(samples.map(({ atS }) => atS));
  const meanMb = mean(samples.map(({ heapMb }) => heapMb));
  const over = samples.reduce((sum, { atS, heapMb }) => sum + (atS - meanS) * (heapMb - meanMb), 0);
  const under = samples.reduce((sum, { atS }) => sum + (atS - meanS) ** 2, 0);
  return under === 0 ? 0 : Math.round((over / under) * 3600 * 10) / 10;
}
