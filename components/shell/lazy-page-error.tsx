"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { lazy, Suspense, type ComponentProps } from "react";
import type { PageError } from "./page-error.tsx";

const Shown = lazy(() => import("./page-error.tsx").then((module) => ({ default: module.PageError })));

/** A page that could not be shown. Every page loads what is written here: how it looks comes when it is needed. */
export function LazyPageError(props: ComponentProps<typeof PageError>) {
  return (
    <Suspense>
      <Shown {...props} />
    </Suspense>
  );
}
