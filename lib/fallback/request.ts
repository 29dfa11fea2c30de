/** What the decision needs to know of a request. A server's own request object may implement it. */
export interface RequestFacts {
  /** Upper case. */
  readonly method: string;
  /** Declared or known length; 0 = no body, −1 = not declared. */
  readonly bodyBytes: number;
  /** Time the client leaves, from its deadline header; absent = the policy's deadline only. */
  readonly clientDeadlineMs?: number | undefined;
  readonly receivedAtMs: number;
  /** In [0, 1): chooses canaries, shares, probes and jitter. 1 takes no chances: no canary, no share, no probe. */
  readonly draw: number;
  /** Write a trace: for simulation and drills, not for traffic. */
  readonly withTrace?: boolean;
  /** Value of a header, by lower-case name. Called only where the policy looks at headers. */
  header(name: string): string | undefined;
  /**
   * Stands for the credential that the client sends along, e.g. a hash of `Authorization`. Called only while a target keeps
   * some client waiting. Absent: all clients are one.
   */
  credential?(): string;
}

/** A draw for one use among several, independent of the others for all that matters here. 1 stays 1. */
export function drawFor(draw: number, use: number): number {
  if (draw >= 1) return 1;
  // The finalizer of MurmurHash3.
  let mixed = Math.floor(draw * 2 ** 32) ^ Math.imul(use + 1, 0x9e3779b9);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}

/** A GET without headers: what "where does traffic go" is asked about. */
export function plainGet(receivedAtMs: number): RequestFacts {
  return { method: "GET", bodyBytes: 0, receivedAtMs, draw: 1, header: () => undefined };
}

/** A target's `when`, compiled. */
export interface Eligibility {
  /** Absent: any method. */
  methods: ReadonlySet<string> | undefined;
  headers: readonly { name: string; present: boolean; equals: string | undefined }[];
}

/** Whether a target takes this request at all. */
export function isEligible(target: Eligibility, request: RequestFacts): boolean {
  if (target.methods !== undefined && !target.methods.has(request.method)) return false;
  for (const test of target.headers) {
    const value = request.header(test.name);
    if ((value !== undefined) !== test.present) return false;
    if (test.equals !== undefined && value !== test.equals) return false;
  }
  return true;
}
