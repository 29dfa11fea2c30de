import { connect, type Socket } from "node:net";

export interface LoadOptions {
  port: number;
  path: string;
  /** Header lines beside the usual ones, each with its end. */
  headers?: string;
  connections: number;
  /** Requests a second, spread evenly: the same for everybody who is compared. */
  rate: number;
  forMs: number;
  /** Load that comes first and is not counted; `measuring` is called when what is counted begins. */
  leadInMs?: number;
  measuring?: () => void;
  /** What every good answer has in it: proves that it came from the upstream. */
  expect: string;
}

export interface LoadResult {
  answered: number;
  /** Connections lost, answers other than the 200 expected, and requests without an answer at the end. */
  lost: number;
  /** Sorted. From the moment a request was due and sent. */
  latenciesMs: number[];
}

const LAST_ANSWERS_MS = 2_000;

/**
 * A constant rate of GETs over kept connections. A request that finds no free connection waits for one, and its waiting
 * counts, so that a slow proxy does not slow its own load down.
 */
export async function pacedLoad(options: LoadOptions): Promise<LoadResult> {
  const load = new PacedLoad(options);
  try {
    return await load.run();
  } finally {
    load.close();
  }
}

class PacedLoad {
  readonly #options: LoadOptions;
  readonly #request: string;
  readonly #idle: LoadConnection[] = [];
  readonly #all: LoadConnection[] = [];
  readonly #due: number[] = [];
  readonly #latenciesMs: number[] = [];
  #sent = 0;
  #lost = 0;
  #answeredBefore = 0;
  #countedFromMs = 0;
  #isMeasuring = false;

  constructor(options: LoadOptions) {
    this.#options = options;
    this.#request = `GET ${options.path} HTTP/1.1\r\nHost: bench.example\r\nUser-Agent: understudy-bench\r\nAccept: application/json\r\n${options.headers ?? ""}\r\n`;
  }

  async run(): Promise<LoadResult> {
    const { connections, rate, forMs, leadInMs = 0 } = this.#options;
    await Promise.all(
      Array.from({ length: connections }, () => {
        const connection = new LoadConnection(this.#options, (ok, sentAtMs) =>
          this.#answered(connection, ok, sentAtMs),
        );
        this.#all.push(connection);
        this.#idle.push(connection);
        return connection.opened;
      }),
    );
    const startedAt = performance.now();
    this.#countedFromMs = startedAt + leadInMs;
    await new Promise<void>((resolve) => {
      const tick = () => {
        const now = performance.now();
        const elapsed = Math.min(now - startedAt, leadInMs + forMs);
        if (elapsed >= leadInMs) this.#begin();
        for (const wanted = Math.floor((elapsed * rate) / 1000); this.#sent < wanted; this.#sent++)
          this.#due.push(now);
        this.#sendDue();
        if (elapsed >= leadInMs + forMs) resolve();
        else setTimeout(tick, 1);
      };
      tick();
    });
    for (const end = performance.now() + LAST_ANSWERS_MS; this.#missing > 0 && performance.now() < end;)
      await new Promise((resolve) => setTimeout(resolve, 5));
    return {
      answered: this.#latenciesMs.length,
      lost: this.#lost + this.#missing,
      latenciesMs: this.#latenciesMs.toSorted((a, b) => a - b),
    };
  }

  get #missing(): number {
    return this.#sent - this.#answeredBefore - this.#latenciesMs.length - this.#lost;
  }

  /** What was due before is answered, but not counted. */
  #begin(): void {
    if (this.#isMeasuring) return;
    this.#isMeasuring = true;
    this.#options.measuring?.();
  }

  /** The connection that was idle longest goes first: all stay in use. */
  #sendDue(): void {
    while (this.#due.length > 0) {
      const connection = this.#idle.shift();
      if (!connection) return;
      if (connection.closed) continue;
      connection.send(this.#request, this.#due.shift() as number);
    }
  }

  #answered(connection: LoadConnection, ok: boolean, sentAtMs: number): void {
    if (!ok) this.#lost++;
    else if (sentAtMs < this.#countedFromMs) this.#answeredBefore++;
    else this.#latenciesMs.push(performance.now() - sentAtMs);
    if (!connection.closed) this.#idle.push(connection);
    if (this.#due.length > 0) this.#sendDue();
  }

  close(): void {
    for (const connection of this.#all) connection.close();
  }
}

type Answered = (ok: boolean, sentAtMs: number) => void;

/** One request at a time; reads no more of an answer than where it ends. */
class LoadConnection {
  readonly opened: Promise<void>;
  readonly #socket: Socket;
  readonly #answered: Answered;
  closed = false;
  readonly #expect: string;
  #text = "";
  #sentAtMs = 0;
  #isBusy = false;

  constructor({ port, expect }: LoadOptions, answered: Answered) {
    this.#answered = answered;
    this.#expect = expect;
    this.#socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.opened = new Promise((resolve, reject) => {
      this.#socket.once("connect", resolve).once("error", reject);
    });
    this.#socket.on("data", (chunk: Buffer) => this.#read(chunk));
    this.#socket.on("close", () => this.#gone());
  }

  send(request: string, dueAtMs: number): void {
    this.#sentAtMs = dueAtMs;
    this.#isBusy = true;
    this.#socket.write(request, "latin1");
  }

  #read(chunk: Buffer): void {
    this.#text += chunk.toString("latin1");
    const length = answerLength(this.#text);
    if (length === undefined || this.#text.length < length) return;
    const ok = this.#text.startsWith("HTTP/1.1 200") && this.#text.includes(this.#expect);
    this.#text = "";
    this.#isBusy = false;
    this.#answered(ok, this.#sentAtMs);
  }

  #gone(): void {
    this.closed = true;
    if (this.#isBusy) this.#answered(false, this.#sentAtMs);
  }

  close(): void {
    this.#isBusy = false;
    this.#socket.destroy();
  }
}

const END = "\r\n\r\n";

/** Bytes of the whole answer: with a length, or in chunks (looked for by their end, which suits bodies of JSON). */
function answerLength(text: string): number | undefined {
  const head = text.indexOf(END);
  if (head < 0) return undefined;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text);
  if (length && length.index < head) return head + END.length + Number(length[1]);
  const end = text.indexOf("\r\n0\r\n\r\n", head);
  return end < 0 ? undefined : end + 7;
}
