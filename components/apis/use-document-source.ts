"use client";

import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { DocumentSource, ImportPreview } from "#lib/catalogue/schema";
import { inspectDocument } from "./queries.ts";

export type SourceMode = "paste" | "file" | "url";

/** Typing has rested for so long: look at the document. */
const REST_MS = 500;

/**
 * A document on its way in: as pasted text, as a file, or as an address. Looks at it, by `inspectBy`, as soon as there is
 * something to see.
 */
export function useDocumentSource(
  onPreview: (preview: ImportPreview) => void,
  inspectBy: (source: DocumentSource) => Promise<ImportPreview> = inspectDocument,
) {
  const [mode, setMode] = useState<SourceMode>("paste");
  const [text, setText] = useState("");
  const [file, setFile] = useState<{ name: string; text: string; sizeBytes: number }>();
  const [url, setUrl] = useState("");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const inspection = useMutation({ mutationFn: inspectBy });

  function inspect(source: DocumentSource | null, delayMs = 0) {
    clearTimeout(timer.current);
    inspection.reset();
    if (source === null) return;
    timer.current = setTimeout(() => inspection.mutate(source, { onSuccess: onPreview }), delayMs);
  }

  return {
    mode,
    text,
    file,
    url,
    inspection,
    /** What would be registered; null while there is nothing. */
    source: sourceOf(mode, { text: mode === "file" ? (file?.text ?? "") : text, url }),
    changeMode(next: SourceMode) {
      setMode(next);
      // An address is only called when that is asked for.
      inspect(
        next === "url" ? null : sourceOf(next, { text: next === "file" ? (file?.text ?? "") : text, url }),
      );
    },
    changeText(next: string) {
      setText(next);
      inspect(sourceOf("paste", { text: next, url }), REST_MS);
    },
    changeUrl(next: string) {
      setUrl(next);
      inspect(null);
    },
    fetchUrl() {
      inspect(sourceOf("url", { text, url }));
    },
    async takeFile(next: File) {
      const content = await next.text();
      setMode("file");
      setFile({ name: next.name, text: content, sizeBytes: next.size });
      inspect(sourceOf("file", { text: content, url }));
    },
    dropFile() {
      setFile(undefined);
      inspect(null);
    },
  };
}

export type DocumentSourceState = ReturnType<typeof useDocumentSource>;

function sourceOf(mode: SourceMode, { text, url }: { text: string; url: string }): DocumentSource | null {
  if (mode === "url") return url.trim() === "" ? null : { kind: "url", url: url.trim() };
  return text.trim() === "" ? null : { kind: "text", text };
}
