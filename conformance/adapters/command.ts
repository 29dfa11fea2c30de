import { spawn } from "node:child_process";
import { once } from "node:events";
import type { FallbackPolicy } from "#lib/fallback/schema";
import { NotExpressible, type Adapter, type Controls, type Gateway } from "../adapter.ts";

/** What the command answers with when the policy cannot be expressed (EX_DATAERR); its output is the reason. */
const EXIT_NOT_EXPRESSIBLE = 65;
const LACK = "the adapter can publish and nothing else";

/**
 * Any gateway at an address, published to by a command of the shell. It gets the policy (fallback/v1, JSON) on its standard input
 * and the name in CONFORMANCE_NAME, and ends with 0 once the policy is served under `<url>/<name>`.
 */
export const commandAdapter = (options: { url: string; publish: string }): Adapter => ({
  name: options.url,
  missing: () => undefined,
  start: async () => new CommandGateway(options),
});

class CommandGateway implements Gateway {
  readonly product: string;
  readonly controls = {};
  readonly lacks: Record<keyof Controls, string> = {
    publishWhileServing: LACK,
    restart: LACK,
    loseStore: LACK,
    returnStore: LACK,
    forge: LACK,
    publishTogether: LACK,
  };
  readonly #url: string;
  readonly #command: string;

  constructor({ url, publish }: { url: string; publish: string }) {
    this.product = url;
    this.#url = url.replace(/\/$/, "");
    this.#command = publish;
  }

  async publish(name: string, policy: FallbackPolicy): Promise<void> {
    const child = spawn(this.#command, {
      shell: true,
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, CONFORMANCE_NAME: name },
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stdin.on("error", () => undefined).end(JSON.stringify(policy));
    const [code] = (await once(child, "close")) as [number | null];
    if (code === EXIT_NOT_EXPRESSIBLE)
      throw new NotExpressible(output.trim() || "the publishing command says so");
    if (code !== 0) throw new Error(`the publishing command ended with ${code}: ${output.slice(0, 500)}`);
  }

  baseOf(name: string): string {
    return `${this.#url}/${name}`;
  }

  async stop(): Promise<void> {}
}
