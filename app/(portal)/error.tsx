"use client";

import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { LazyPageError } from "@/components/shell/lazy-page-error.tsx";

export default function ErrorPage({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  const queries = useQueryErrorResetBoundary();
  return (
    <LazyPageError
      error={error}
      onRetry={() => {
        // Without this a question that failed in the browser would fail again unasked.
        queries.reset();
        retry();
      }}
    />
  );
}
