"use client";

import { Download } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { CodeBlock } from "@/components/ui/code-block.tsx";
import type { NewKey } from "#lib/consumers/schema";
import { KeyStepper } from "./access-steppers.tsx";

/** The secret, this once, to copy or to download, and whether gateways know it already. */
export function NewSecret({ slug, made }: { slug: string; made: NewKey }) {
  const { key, secret } = made;

  function download() {
    const url = URL.createObjectURL(new Blob([`${secret}\n`], { type: "text/plain" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `${slug}-${key.environment}.key`;
    link.click();
    URL.revokeObjectURL(url);
  }

  return (
    <>
      <Callout tone="warn" title="Copy the key now: it is shown only this once.">
        Keep it where secrets are kept, not in code. The portal keeps its digest alone.
      </Callout>
      <CodeBlock label="key" code={secret} />
      <div>
        <Button size="sm" onClick={download}>
          <Download aria-hidden />
          Download
        </Button>
      </div>
      <KeyStepper slug={slug} id={key.id} done="The key works" />
    </>
  );
}
