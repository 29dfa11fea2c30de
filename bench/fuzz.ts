/*
 * `npm run fuzz -- [--seconds 600] [--seed n] [--target documents|front|http2|upstream]`: store documents, clients of
 * HTTP/1.1 and HTTP/2, and upstreams that nobody expected, made from a seed. Every finding is kept in bench/fuzz/corpus, which the tests replay.
 */
import { parseArgs } from "node:util";
import { fuzz, type FuzzResult } from "./fuzz/run.ts";
import { TARGETS } from "./fuzz/targets.ts";

const { values } = parseArgs({
  options: { seconds: { type: "string" }, seed: { type: "string" }, target: { type: "string" } },
});
const names = values.target === undefined ? Object.keys(TARGETS) : [values.target];
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const seconds = Number(values.seconds ?? 600) / names.length;

const results: FuzzResult[] = [];
for (const name of names) {
  // The console is this command's output: the seed first, so that a run that dies can be repeated.
  console.log(`${name}: ${Math.round(seconds)} s, seed ${seed}`);
  results.push(await fuzz(name, { seconds, seed }));
}
console.table(results.map(({ target, inputs, problems }) => ({ target, inputs, problems: problems.length })));
// Each finding whole, below the table, to be repeated from.
for (const { target, problems } of results)
  for (const problem of problems) console.log(`${target}: ${problem}`);
const found = results.reduce((sum, { problems }) => sum + problems.length, 0);
// The last line of every measurement is one JSON object, for whoever reads it by machine.
console.log(JSON.stringify({ bench: "fuzz", seed, seconds: seconds * names.length, found }));
process.exit(found > 0 ? 1 : 0);
