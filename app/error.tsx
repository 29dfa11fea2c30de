"use client";

import { LazyPageError } from "@/components/shell/lazy-page-error.tsx";

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
      <LazyPageError error={error} onRetry={retry} />
    </main>
  );
}
