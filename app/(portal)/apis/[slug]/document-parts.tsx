import { setTimeout as delay } from "node:timers/promises";
import { Suspense, type ReactNode } from "react";
import { orNothing, pageCtx } from "@/app/_server/page-ctx.ts";
import { AboutDocument } from "@/components/reference/about-document.tsx";
import { HowToCall } from "@/components/reference/how-to-call.tsx";
import { AppError } from "#lib/errors";
import { exampleOperation, getReference } from "#lib/reference";

interface At {
  slug: string;
  version: string;
}

/** Longer than it takes to read a document that is prepared. */
const SOON_MS = 150;

interface WhenPreparedProps extends At {
  fallback: ReactNode;
  children: ReactNode;
}

/** Parts that come with the page where the document is prepared, as it nearly always is; else after it, in `fallback`'s place. */
export async function WhenPrepared({ slug, version, fallback, children }: WhenPreparedProps) {
  const prepared = readable(getReference(await pageCtx(), { slug, version })).then(() => true);
  const isSoon = await Promise.race([prepared, delay(SOON_MS, false)]);
  return isSoon ? children : <Suspense fallback={fallback}>{children}</Suspense>;
}

/** What the document says of the API. A document that cannot be read says nothing here; the reference tells why. */
export async function DocumentDescription({ slug, version }: At) {
  const reference = await readable(getReference(await pageCtx(), { slug, version }));
  return reference ? <AboutDocument about={reference.about} /> : null;
}

export async function DocumentExample({ slug, version }: At) {
  const operation = await readable(exampleOperation(await pageCtx(), { slug, version }));
  return <HowToCall slug={slug} version={version} operation={operation ?? null} />;
}

function readable<T>(read: Promise<T>): Promise<T | undefined> {
  return orNothing(read).catch((error: unknown) => {
    if (error instanceof AppError && (error.code === "unprocessable" || error.code === "unavailable"))
      return undefined;
    throw error;
  });
}
