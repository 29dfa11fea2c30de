import type { ReactNode } from "react";
import { BrandMark } from "@/components/shell/brand.tsx";
import { Providers } from "@/components/shell/providers.tsx";

/** The frame of the pages for those who have not signed in. */
export default function VisitorLayout({ children }: { children: ReactNode }) {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-6 px-4 py-10">
      <div className="flex items-center gap-2 text-lg font-semibold tracking-tight">
        <BrandMark />
        Understudy
      </div>
      <div className="flex w-full max-w-sm flex-col gap-5 rounded-lg border bg-surface-raised p-6 shadow-raised">
        <Providers>{children}</Providers>
      </div>
    </main>
  );
}
