import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Adapter } from "./adapter.ts";
import { commandAdapter } from "./adapters/command.ts";
import { haproxy } from "./adapters/haproxy.ts";
import { nginx } from "./adapters/nginx.ts";
import { planted } from "./adapters/planted.ts";
import { understudy } from "./adapters/understudy.ts";
import { CASES } from "./cases/index.ts";
import { DOCUMENT, renderDocument } from "./document.ts";
import { COMPARED, findingOf, readFindings, writeFindings } from "./findings.ts";
import { runCases, type Ran } from "./run-cases.ts";

/*
 * `npm run conformance -- --gateway understudy|understudy-etcd|understudy-workers|haproxy|nginx|timid|reckless [--case c06]…`, or of any other gateway
 * `-- --url http://… --publish '<command>'`. With `--write` (npm run docs:conformance: of all compared ones) the verdicts go into the
 * committed findings and from there into the document.
 */
const ADAPTERS = [
  understudy(),
  understudy({ driver: "etcd" }),
  understudy({ workers: 2 }),
  haproxy,
  nginx,
  planted("timid"),
  planted("reckless"),
];

const { values } = parseArgs({
  options: {
    gateway: { type: "string", multiple: true },
    case: { type: "string", multiple: true },
    url: { type: "string" },
    publish: { type: "string" },
    write: { type: "boolean", default: false },
  },
});

const say = (text: string): boolean => process.stdout.write(`${text}\n`);

function chosenAdapters(): Adapter[] {
  const { url, publish } = values;
  if (url !== undefined && publish !== undefined) return [commandAdapter({ url, publish })];
  if (url !== undefined || publish !== undefined) throw new Error("--url and --publish go together");
  const names: readonly string[] = values.gateway ?? (values.write ? COMPARED : ["understudy"]);
  return names.map((name) => {
    const adapter = ADAPTERS.find((one) => one.name === name);
    const missing = adapter
      ? adapter.missing()
      : `--gateway is one of ${ADAPTERS.map((one) => one.name).join(", ")}`;
    if (!adapter || missing !== undefined) throw new Error(missing);
    return adapter;
  });
}

function tell({ case: { id, proves }, verdict, tookMs }: Ran): void {
  say(`${id}  ${verdict.kind.padEnd(15)}  ${`${(tookMs / 1000).toFixed(1)} s`.padStart(7)}  ${proves}`);
  if (verdict.kind === "not expressible") for (const reason of verdict.reasons) say(`       ${reason}`);
  if (verdict.kind !== "fail") return;
  for (const { check, seen } of verdict.failed)
    say(`       not met: ${check}\n         seen: ${seen.replaceAll("\n", " ")}`);
  for (const reason of verdict.notExpressible) say(`       not expressible: ${reason}`);
}

/** What was not run now stays as it was found before. */
function write(name: string, product: string, ran: Ran[]): void {
  const compared = COMPARED.find((one) => one === name);
  if (!compared) throw new Error(`only verdicts of ${COMPARED.join(", ")} are kept`);
  const fresh = Object.fromEntries(ran.map((one) => [one.case.id, findingOf(one.verdict)]));
  writeFindings(compared, { product, cases: { ...readFindings(compared).cases, ...fresh } });
}

async function main(): Promise<void> {
  const cases = CASES.filter(({ id }) => !values.case || values.case.includes(id));
  for (const adapter of chosenAdapters()) {
    say(`\n${adapter.name}`);
    const { product, ran } = await runCases(adapter, cases, tell);
    const passed = ran.filter(({ verdict }) => verdict.kind === "pass").length;
    say(`${product}: ${passed} of ${ran.length} pass`);
    if (values.write) write(adapter.name, product, ran);
    else if (ran.some(({ verdict }) => verdict.kind === "fail")) process.exitCode = 1;
  }
  if (values.write) writeFileSync(DOCUMENT, renderDocument(CASES, COMPARED.map(readFindings)));
}

try {
  await main();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
