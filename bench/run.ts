/*
 * `npm run bench <name>`: measures one thing, prints a table, and as its last line one JSON object.
 * What it prints is its result, so benchmarks write to the console.
 * Never part of the tests: a machine's mood is no fault of the code.
 */
const BENCHMARKS: Record<string, () => Promise<{ main(): Promise<void> }>> = {
  contract: () => import("./contract.ts"),
  credentials: () => import("./credentials.ts"),
  failover: () => import("./failover.ts"),
  gateway: () => import("./gateway.ts"),
  pages: () => import("./pages.ts"),
  publish: () => import("./publish.ts"),
  reference: () => import("./reference.ts"),
  revocation: () => import("./revocation.ts"),
  routes: () => import("./routes.ts"),
  search: () => import("./search.ts"),
  streams: () => import("./streams.ts"),
};

const name = process.argv[2] ?? "";
const benchmark = BENCHMARKS[name];
if (benchmark) {
  await (await benchmark()).main();
} else {
  console.error(`Say which: npm run bench ${Object.keys(BENCHMARKS).join("|")}`);
  process.exitCode = 64;
}
