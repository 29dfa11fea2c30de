"use client";

import { Callout } from "@/components/ui/callout.tsx";
import { CodeBlock } from "@/components/ui/code-block.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { ResetLink } from "#lib/identity/schema";

/** The link, this once: the portal keeps only its digest. */
export function OneTimeLink({ link, name }: { link: ResetLink; name: string }) {
  return (
    <>
      <Callout tone="warn" title="Copy the link now: it is shown only this once.">
        Give it to {name} in a way that nobody else can read. It works once, until it is used, replaced or
        over (
        <RelativeTime at={link.expiresAt} />
        ).
      </Callout>
      <CodeBlock label="one-time link" code={`${window.location.origin}${link.path}`} />
    </>
  );
}
