"use client";

import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { lazy, Suspense } from "react";

/** Every page loads what is written here: how it looks comes when it is needed. */
const PageError = lazy(() =>
  import("@/components/shell/page-error.tsx").then((module) => ({ default: module.PageError })),
);

export default function ErrorPage({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  const queries = useQueryErrorResetBoundary();
  return (
    <Suspense>
      <PageError
        error={error}
        onRetry={() => {
          // Without this a question that failed in the browser would fail again unasked.
          queries.reset();
          retry();
        }}
      />
    </Suspense>
  );
}
