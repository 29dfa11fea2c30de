"use client";

import { FileText, Upload, X } from "lucide-react";
import { Field } from "@/components/ui/field.tsx";
import { formatBytes } from "@/components/ui/format-bytes.ts";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { FileInput } from "@/components/ui/file-input.tsx";
import type { DocumentSourceState } from "./use-document-source.ts";

/** A file to choose or to drop; afterwards its name, size and the way to take it away again. */
export function FileDrop({ document, error }: { document: DocumentSourceState; error: string | undefined }) {
  if (document.file) {
    return (
      <div className="flex w-full flex-col gap-1.5">
        <div className="flex w-full items-center gap-3 rounded-md border bg-surface p-3">
          <FileText aria-hidden className="size-5 shrink-0 text-text-muted" />
          <span className="min-w-0 flex-1 truncate text-sm font-medium">{document.file.name}</span>
          <span className="text-sm text-text-muted tabular-nums">{formatBytes(document.file.sizeBytes)}</span>
          <IconButton label="Take another file" size="sm" onClick={document.dropFile}>
            <X aria-hidden />
          </IconButton>
        </div>
        {error ? <p className="text-sm break-words text-danger">{error}</p> : null}
      </div>
    );
  }
  return (
    <Field
      label="OpenAPI file"
      hideLabel
      hint="OpenAPI 2.0, 3.0 or 3.1, as JSON or YAML, up to 10 MiB."
      error={error}
      className="w-full"
    >
      <FileInput
        accept=".json,.yaml,.yml,application/json,application/yaml"
        onFile={(file) => void document.takeFile(file)}
        icon={<Upload aria-hidden className="size-5" />}
      >
        Choose a file, or drop it here
      </FileInput>
    </Field>
  );
}
