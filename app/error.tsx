"use client";

import { lazy, Suspense } from "react";

/** Every page loads what is written here: how it looks comes when it is needed. */
const PageError = lazy(() =>
  import("@/components/shell/page-error.tsx").then((module) => ({ default: module.PageError })),
);

/** Where not even the frame can be shown: it asks who is looking, and the database did not say. */
export default function ErrorPage({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center p-4">
      <Suspense>
        <PageError error={error} onRetry={retry} />
      </Suspense>
    </main>
  );
}
