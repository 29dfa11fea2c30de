import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { staleError } from "./stale-error.ts";

/** A client in which one query has been fetched as often as there are answers; errors are thrown. */
async function afterAnswers(answers: unknown[], isShown: boolean) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const left = [...answers];
  const options = {
    queryKey: ["asked"],
    queryFn: () => {
      const next = left.shift();
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    },
  };
  const fetchNext = () => client.fetchQuery({ ...options, staleTime: 0 }).catch(() => undefined);
  await fetchNext();
  const observer = new QueryObserver(client, { ...options, staleTime: Infinity, retryOnMount: false });
  const stop = isShown ? observer.subscribe(() => {}) : () => {};
  while (left.length > 0) await fetchNext();
  const found = staleError(client.getQueryCache().getAll());
  stop();
  return found?.message;
}

test("what is shown and cannot be fetched again is stale, until it can", async () => {
  expect(await afterAnswers(["data", new Error("away")], true)).toBe("away");
  expect(await afterAnswers(["data", new Error("away"), "data"], true)).toBeUndefined();
});

test("what was never there, and what nobody looks at, is not stale", async () => {
  expect(await afterAnswers([new Error("away")], true)).toBeUndefined();
  expect(await afterAnswers(["data", new Error("away")], false)).toBeUndefined();
});
