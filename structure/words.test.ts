import { expect, it } from "vitest";
import { exists, filesIn } from "./tree.ts";

const sources = filesIn(["."], /\.(ts|tsx|js)$/).filter(({ path }) => !path.startsWith("structure/"));
const documents = filesIn(["."], /^(README|CONTRIBUTING|docs\/.*)\.md$|\.md$/);

function offenders(pattern: RegExp, among = sources): string[] {
  return among.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
}

it("there are no stubs", () => {
  expect(offenders(/\b(TODO|FIXME|XXX|HACK)\b|not implemented/i)).toEqual([]);
});

it("queries select what they need instead of including whole rows", () => {
  expect(offenders(/\binclude: \{/)).toEqual([]);
});

it("tests do not sleep and do not measure time", () => {
  const tests = sources.filter(({ path }) => /\.(test|spec)\.ts$/.test(path));
  expect(offenders(/waitForTimeout\(/, tests)).toEqual([]);
});

it("a switched-off rule has its reason beside it", () => {
  const switchedOff = sources.flatMap(({ path, text }) =>
    text
      .split("\n")
      .flatMap((line) => (/(oxlint|eslint)-disable/.test(line) ? [{ path, line: line.trim() }] : [])),
  );
  expect(switchedOff.filter(({ line }) => !/-disable\S* \S+ -- \w/.test(line))).toEqual([]);
});

it("paths named in the documents exist", () => {
  const named = documents.flatMap(({ path, text }) =>
    [
      ...text.matchAll(
        /`((?:app|components|lib|gateway|worker|prisma|e2e|bench|conformance|docs|scripts|demo|structure)\/[\w./-]+)`/g,
      ),
    ].map(([, target = ""]) => ({ path, target: target.replace(/\/$/, "") })),
  );
  const missing = named.filter(({ target }) => !exists(target));
  expect(missing).toEqual([]);
});
